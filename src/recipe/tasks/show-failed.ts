import { ambientSession } from "../../api/ambient.ts";
import { ProcessStdio } from "../../process-stdio.ts";
import { failureText } from "../../ui/failure.ts";
import { failedContainer, openFailedShell, shellIntro } from "./failed-shell.ts";
import { type KeptContainers, keptText } from "./keep-failed.ts";

interface ShowFailed {
  readonly keep: boolean;
  readonly shell: boolean;
  readonly failed: boolean;
  readonly signal: AbortSignal;
}

/** After the failures were told: a shell where one was asked for, and what becomes of the containers. */
export async function showFailed(
  containers: KeptContainers,
  { keep, shell, failed, signal }: ShowFailed,
): Promise<void> {
  if (!failed) return await containers.release();
  const context = { ...(await ambientSession()), signal };
  try {
    if (shell) {
      const chosen = failedContainer(await containers.containers(context));
      if (chosen === undefined) process.stderr.write("no shell: the failed task has no containers\n");
      else {
        process.stderr.write(shellIntro(chosen));
        using stdio = new ProcessStdio(() => {});
        try {
          await openFailedShell({ ...context, stdio }, chosen);
        } catch (error) {
          // The task's failure is what the recipe ends with.
          process.stderr.write(`${failureText(error, { cwd: process.cwd(), hasPlaces: false })}\n`);
        }
      }
    }
  } finally {
    if (keep) {
      const kept = await containers.containers(context);
      await containers.hand(context, kept);
      process.stderr.write(keptText(kept));
    } else await containers.release();
  }
}
