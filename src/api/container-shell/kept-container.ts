import type { Container } from "../container.ts";
import type { OperationSettings } from "../lifecycle.ts";
import type { ContextBase } from "../session.ts";
import { startRun } from "../start-run.ts";
import type { ShellContainer } from "./start-process.ts";
import { withWorkspace } from "./workspace-flags.ts";

/** In every image that has a shell to work with. */
const waiting = "tail";
const waitingArguments = ["-f", "/dev/null"];

/** A container that waits for commands, whatever its image would run. */
export async function keepImageRunning(
  base: ContextBase,
  { image, flags, workspace }: ShellContainer,
  settings: OperationSettings,
): Promise<Container> {
  const options = await withWorkspace({ ...flags, entrypoint: flags.entrypoint ?? waiting }, workspace);
  const command = flags.entrypoint === undefined ? waitingArguments : [];
  return await startRun(base, image, { ...options, command, noHealthcheck: true, readyTimeout: 0 }, settings);
}
