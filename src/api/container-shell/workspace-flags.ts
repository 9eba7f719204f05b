import { stat } from "node:fs/promises";
import type { RunFlags } from "../run.ts";
import type { Workspace } from "./workspace.ts";

type Flags = Pick<RunFlags, "user" | "workdir" | "mount" | "env" | "entrypoint">;

/** Not every account has a home in the image, and tools write there. */
const homeOfAnybody = "/tmp";

/**
 * What `run` is told for a command of a shell: the workspace at its own path, and its owner as the user, so that files which the command
 * makes belong to whoever has the directory. The command is the whole command: the image's entrypoint is left out.
 */
export async function withWorkspace<F extends Flags>(flags: F, workspace: Workspace | undefined): Promise<F & Flags> {
  const entrypoint = flags.entrypoint ?? "";
  if (workspace === undefined) return { ...flags, entrypoint };
  const { directory, workdir } = workspace;
  const { uid, gid } = await stat(directory);
  const asOwner = flags.user === undefined;
  const fields = ["type=bind", `source=${directory}`, `target=${directory}`];
  return {
    ...flags,
    entrypoint,
    mount: [...[flags.mount ?? []].flat(), fields.map(csvField).join(",")],
    workdir: flags.workdir ?? workdir,
    ...(asOwner && { user: `${uid}:${gid}` }),
    ...(asOwner && uid !== 0 && { env: { HOME: homeOfAnybody, ...flags.env } }),
  };
}

function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
