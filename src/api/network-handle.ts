import { type InspectOptions, inspect } from "node:util";
import type { NetworkDocument } from "../container/network/network-inspect.ts";
import type { Context } from "../context.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** How a container is known in a network. */
export interface ConnectOptions {
  /** Names beside its own. */
  readonly alias?: string | readonly string[];
  /** Fixed addresses within the network's subnets. */
  readonly ip?: string;
  readonly ip6?: string;
}

/** A container by its handle, its name, or the beginning of its id. */
export type ContainerReference = string | { readonly id: string };

/** A network by its name, whether it is there or not; nothing is asked before a verb is called. */
export class NetworkHandle {
  readonly name: string;
  readonly #openBase: () => Promise<ContextBase>;

  constructor(openBase: () => Promise<ContextBase>, name: string) {
    this.#openBase = openBase;
    this.name = name;
  }

  /** Puts a container into it, whether that runs or not: `await blue.connect(web, { alias: "db" })`. */
  connect(container: ContainerReference, { alias = [], ip, ip6 }: ConnectOptions = {}): Operation<void> {
    return this.#operation(async (context) => {
      const { connectNetwork } = await import("../container/network/connect.ts");
      const aliases = typeof alias === "string" ? [alias] : alias;
      await connectNetwork(context, await idOf(context, container), {
        ...{ network: this.name, aliases },
        ...(ip !== undefined && { ip }),
        ...(ip6 !== undefined && { ip6 }),
      });
    });
  }

  /** Takes a container out of it. */
  disconnect(container: ContainerReference): Operation<void> {
    return this.#operation(async (context) => {
      const { disconnectNetwork } = await import("../container/network/disconnect.ts");
      await disconnectNetwork(context, await idOf(context, container), this.name);
    });
  }

  /** All that is known of it, in the shape of `docker network inspect`. */
  inspect(): Operation<NetworkDocument> {
    return this.#operation(async (context) => {
      const { inspectNetwork } = await import("../container/network/network-inspect.ts");
      return await inspectNetwork(context, this.name);
    });
  }

  /** Removes it. No container that runs may be in it. */
  remove(): Operation<void> {
    return Operation.cleanup(async (settings) => {
      const { removeUserNetwork } = await import("../container/network/user-network.ts");
      await removeUserNetwork(contextOf(await this.#openBase(), settings), this.name, { force: true });
    });
  }

  /** What `run({ network })` and templates make of it. */
  toString(): string {
    return this.name;
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect({ name: this.name }, options)}`;
  }

  #operation<T>(work: (context: Context) => Promise<T>): Operation<T> {
    return Operation.start(async (settings) => await work(contextOf(await this.#openBase(), settings)));
  }
}

/** One that was made here: `await using blue = await network.create()` removes it at the end of the block. */
export class OwnNetwork extends NetworkHandle implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}

async function idOf(context: Context, container: ContainerReference): Promise<string> {
  if (typeof container !== "string") return container.id;
  const { findContainer } = await import("../container/record/lookup.ts");
  return (await findContainer(context, container)).id;
}
