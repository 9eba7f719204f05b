import { execForeground } from "../../container/exec-attached.ts";
import { labelKeys } from "../../container/record/labels.ts";
import { startForeground } from "../../container/start-attached.ts";
import { defaultDetachKeys } from "../../container/streams/detach-keys.ts";
import { ifPresent } from "../../container/wait.ts";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { KeptContainer } from "./keep-failed.ts";

/** bash where there is one. */
const shell = ["sh", "-c", "command -v bash >/dev/null && exec bash; exec sh"];

/** `--shell` is for people. Throws INVALID_VALUE where nobody sits at a terminal. */
export function requireTerminal(streams: readonly { readonly isTTY?: boolean }[]): void {
  if (streams.every(({ isTTY }) => isTTY === true)) return;
  throw new NerdError("INVALID_VALUE", "--shell needs a terminal", {
    hint: "use --keep: it leaves the containers of a failed task, and says how to enter them",
  });
}

/** The one that failed, as far as statuses tell: the last that exited with one, else the last that runs; a service where there is no other. */
export function failedContainer(kept: readonly KeptContainer[]): KeptContainer | undefined {
  const own = kept.filter(({ container }) => container.labels[labelKeys.service] === undefined);
  return own.length > 0 ? mostLikely(own) : mostLikely(kept);
}

function mostLikely(kept: readonly KeptContainer[]): KeptContainer | undefined {
  const failed = kept.findLast(({ container }) => container.status === "exited" && container.exitCode !== 0);
  return failed ?? kept.findLast(({ container }) => container.status === "running") ?? kept.at(-1);
}

export function shellIntro({ task, container: { name, image, status, exitCode } }: KeptContainer): string {
  const how = status === "running" ? "runs" : `has exited with status ${exitCode}`;
  const what =
    status === "running" ? "a shell in it" : "a shell in its place, with its files, mounts, variables and network";
  return `${name} (${image}) of ${task} ${how}; this is ${what}. Ctrl-D or \`exit\` leaves it, and the recipe ends.\n`;
}

/**
 * A shell where the task failed: beside what runs, else in the same container, started once more with a shell in place of its command. Its
 * record is as it was afterwards. Throws COMMAND_NOT_FOUND where the image has no shell.
 */
export async function openFailedShell(context: Context, { container }: KeptContainer): Promise<void> {
  const { id, name } = container;
  try {
    if (container.status === "running") await execShell(context, id);
    else await startShell(context, id);
  } catch (error) {
    if (!isNerdError(error, "COMMAND_NOT_FOUND")) throw error;
    throw new NerdError("COMMAND_NOT_FOUND", `no shell in the image of ${name}: ${container.image}`, {
      hint: "run the task with --keep, and look into it with `nerdsh cp` or `nerdsh export`",
      cause: error,
    });
  }
}

async function execShell(context: Context, container: string): Promise<void> {
  const process = { env: {}, envFile: [], privileged: false, user: undefined, workdir: undefined };
  const terminal = { tty: true, interactive: true, detach: false, detachKeys: defaultDetachKeys };
  await execForeground(context, { ...process, ...terminal, container, command: shell });
}

async function startShell(context: Context, id: string): Promise<void> {
  const { engine } = context;
  const before = (await engine.containers.get(id)).spec();
  const process = { ...before.process, args: shell, terminal: true, env: withTerm(before.process.env) };
  await engine.containers.update(id, { spec: { ...before, process } });
  try {
    await startForeground(context, id, {
      ...{ interactive: true, detachKeys: defaultDetachKeys, sigProxy: false },
      ...{ checkpoint: undefined, checkpointDir: undefined },
    });
  } finally {
    await ifPresent(engine.containers.update(id, { spec: before })); // One of `--rm` may have gone with its second end.
  }
}

function withTerm(env: readonly string[] = []): string[] {
  return env.some((variable) => variable.startsWith("TERM=")) ? [...env] : [...env, "TERM=xterm"];
}
