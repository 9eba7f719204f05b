import { resolve } from "node:path";
import { execCommand } from "../../commands/container/exec.ts";
import { readInput } from "../../commands/read-options.ts";
import { execProcess } from "../../container/exec.ts";
import { findContainer } from "../../container/record/lookup.ts";
import { removeContainer } from "../../container/remove.ts";
import { runContainer } from "../../container/run.ts";
import type { ProcessStreams } from "../../container/streams/process-streams.ts";
import { NerdError } from "../../errors.ts";
import { dispose, noteContainer } from "../disposal.ts";
import { requestedContainer } from "../requested-container.ts";
import { type ContextBase, contextOf } from "../session.ts";
import type { ProcessRequest, StartedProcess } from "./attempt.ts";
import type { ImageShellOptions } from "./shell-options.ts";
import { commandDirectory, type Workspace } from "./workspace.ts";
import { withWorkspace } from "./workspace-flags.ts";

export interface ShellContainer {
  readonly image: string;
  readonly flags: Omit<ImageShellOptions, "workspace">;
  readonly workspace: Workspace | undefined;
}

type Request = ProcessRequest & { readonly signal: AbortSignal };

/** A container of its own for one command. */
export async function startInImage(
  base: ContextBase,
  { image, command, flags: asked, workspace }: ShellContainer & { readonly command: readonly string[] },
  { cwd, interactive, ...request }: Request,
): Promise<StartedProcess> {
  const context = contextOf(base, request);
  const flags = { ...(await withWorkspace(asked, workspace)), rm: true, noHealthcheck: true, interactive };
  const read = await requestedContainer([image, ...command], flags, request);
  const options = { ...read, workdir: commandDirectory(read.workdir, cwd) };
  const { id, name, streams, exit, record } = await runContainer(context, options, { detach: false });
  const names = { id, name, image };
  noteContainer(names);
  const remove = () => removeContainer(context, record, { force: true, volumes: true });
  const finish = () => dispose({ ...names, remove });
  return { engine: context.engine, name: { id }, streams: await owned(streams, finish), exit, finish };
}

export interface ContainerProcess {
  readonly container: string;
  readonly command: readonly string[];
}

/** A command beside others in a container. */
export async function startInContainer(
  base: ContextBase,
  { container: reference, command }: ContainerProcess,
  { env, cwd, interactive, ...request }: Request,
): Promise<StartedProcess> {
  const context = contextOf(base, request);
  const container = await findContainer(context, reference);
  const read = readInput(execCommand, [reference, ...command], { env });
  const workdir = cwd === undefined ? undefined : resolve(container.spec().process.cwd, cwd);
  const process = await execProcess(context, container, { ...read, workdir, interactive, tty: false });
  const { execId, exit, streams, finish } = process;
  const name = { id: container.id, execId };
  return { engine: context.engine, name, streams: await owned(streams, finish), exit, finish };
}

async function owned(streams: ProcessStreams | undefined, finish: () => Promise<void>): Promise<ProcessStreams> {
  if (streams !== undefined) return streams;
  await finish();
  throw new NerdError("INVALID_VALUE", "a command without output streams");
}
