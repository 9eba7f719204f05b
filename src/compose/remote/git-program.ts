import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { runInOwnSession } from "../../platform/own-session.ts";
import { errno } from "../../store/atomic-file.ts";
import { shownUrl } from "./git-reference.ts";

export type GitContext = Pick<Context, "environment" | "signal">;

/** Of the repository that somebody else is in the middle of: a hook's. */
const othersVariables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"];

/** A name and a password for one host go to no other one that it names. */
const settings = ["-c", "http.followRedirects=false", "-c", "advice.detachedHead=false"];

/**
 * What `git` prints. It asks nobody anything, and uses the caller's credentials, by its own rules. Throws UNSUPPORTED where there is no such
 * program, and COMMAND_FAILED with what it wrote; `statuses` names the ends that are none of a failure.
 */
export async function git(
  { environment, signal }: GitContext,
  words: readonly string[],
  statuses: readonly number[] = [0],
): Promise<string> {
  const kept = Object.entries(environment).filter(([name]) => !othersVariables.includes(name));
  const given = kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const env = {
    ...Object.fromEntries(given),
    ...{ GIT_TERMINAL_PROMPT: "0", GIT_ALLOW_PROTOCOL: "http:https:ssh:git", LC_ALL: "C" },
  };
  try {
    const { status, stdout, stderr } = await runInOwnSession("git", [...settings, ...words], { env, signal });
    if (statuses.includes(status)) return stdout;
    throw new NerdError("COMMAND_FAILED", `git ${words.find((word) => !word.startsWith("-"))} failed`, {
      stderr: shownUrl(stderr),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (errno(error) !== "ENOENT") throw error;
    throw new NerdError("UNSUPPORTED", "a compose file in Git needs a program that is not here: git", {
      hint: "apt-get install git, or name a local file",
      cause: error,
    });
  }
}
