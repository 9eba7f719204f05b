import { randomBytes } from "node:crypto";
import type { InputOf } from "../commands/define-command.ts";
import type { networkCreateCommand } from "../commands/network/create.ts";
import { NetworkHandle, OwnNetwork } from "./network-handle.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** The flags of `nerdsh network create` in camelCase. */
export type NetworkInput = InputOf<typeof networkCreateCommand.flags> & {
  /** One that nobody has where absent. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** As at the command line, or handles: `run("nginx", { network: blue })`, `{ network: [blue, "green"] }`. */
export type NetworkInputs = string | NetworkHandle | readonly (string | NetworkHandle)[];

/** What `--network` would say. */
export function networkTexts(networks: NetworkInputs): readonly string[] {
  const list = typeof networks === "string" || networks instanceof NetworkHandle ? [networks] : networks;
  return list.map(String);
}

/** `network(name)`, and what makes networks. */
export function createNetworkVerbs(openBase: () => Promise<ContextBase>) {
  /** The handle of a network by its name: `network("blue").connect(web)`. It belongs to nobody, and no block removes it. */
  const network = (name: string): NetworkHandle => new NetworkHandle(openBase, name);
  return Object.assign(network, {
    /**
     * Makes a network, which goes with the block.
     *
     * ```ts
     * await using blue = await network.create();
     * await using db = await run("postgres", { network: blue, name: "db" });
     * ```
     */
    create: ({ signal, name, ...flags }: NetworkInput = {}): Operation<OwnNetwork> =>
      Operation.start(async (settings) => {
        const { networkCreateCommand } = await import("../commands/network/create.ts");
        const { readInput } = await import("../commands/read-options.ts");
        const { createUserNetwork } = await import("../container/network/user-network.ts");
        const chosen = name ?? `net-${randomBytes(4).toString("hex")}`;
        const options = readInput(networkCreateCommand, [chosen], flags);
        const made = await createUserNetwork(contextOf(await openBase(), settings), options);
        return new OwnNetwork(openBase, made.name);
      }).signal(signal),
  });
}
