import type { InputOf } from "../commands/define-command.ts";
import type { pullCommand } from "../commands/image/pull.ts";
import { type ContainerSummary, listContainers, publishedPorts } from "../container/list.ts";
import type { LogLine } from "../container/logs/log-line.ts";
import { containerName, findContainer } from "../container/lookup.ts";
import type { Image } from "../image/image.ts";
import type { ImageRow } from "../image/list.ts";
import { familiarName } from "../image/reference.ts";
import { Container, type LogsOptions } from "./container.ts";
import { type ExecOperation, type ExecOptions, execOperation } from "./exec.ts";
import { Operation, type OperationSettings } from "./operation.ts";
import type { ContextBase } from "./session.ts";

type OpenBase = () => Promise<ContextBase>;
type PullFlags = InputOf<typeof pullCommand.flags>;

/** The verbs that need no handle, bound to an engine. */
export function createVerbs(openBase: OpenBase) {
  const contextOf = async ({ signal, quiet }: Pick<OperationSettings, "signal" | "quiet">) => ({
    ...(await openBase()),
    signal,
    ...(quiet && { emit: () => {} }),
  });
  return {
    /** Fetches an image from its registry, whether it is here or not. Resolves once containers can be made from it. */
    pull: (reference: string, { platform, quiet }: PullFlags = {}): Operation<Image> =>
      Operation.start(async (settings) => {
        const { pullImage } = await import("../image/pull.ts");
        return await pullImage(await contextOf(settings), { reference, policy: "always", platform, quiet });
      }),

    /** Every image here, newest first; a row for each platform that is here. */
    images: (): Operation<readonly ImageRow[]> =>
      Operation.start(async (settings) => {
        const { listImages } = await import("../image/list.ts");
        return await listImages(await contextOf(settings));
      }),

    /** Those that run, newest first; with `all` those that have exited or never ran, too. */
    containers: ({ all = false }: { all?: boolean } = {}): Operation<readonly ContainerSummary[]> =>
      Operation.start(async (settings) => listContainers(await contextOf(settings), { all })),

    /** The handle of a container that is there already, by name or by the beginning of its id. */
    container: (reference: string): Operation<Container> =>
      Operation.start(async (settings) => {
        const context = await contextOf(settings);
        const found = await findContainer(context, reference);
        const names = { id: found.id, name: containerName(found), image: familiarName(found.image) };
        return new Container(await openBase(), names, publishedPorts(context, found.id));
      }),

    /** Runs a command in a running container. */
    exec: (reference: string, command: readonly string[], options: ExecOptions = {}): ExecOperation =>
      execOperation(openBase, reference, command, options),

    /** What a container has written, line by line. */
    async *logs(reference: string, options: LogsOptions = {}): AsyncGenerator<LogLine, void, undefined> {
      const base = await openBase();
      const context = { ...base, signal: options.signal ?? new AbortController().signal };
      const found = await findContainer(context, reference);
      const names = { id: found.id, name: containerName(found), image: familiarName(found.image) };
      yield* new Container(base, names, []).logs(options);
    },
  };
}
