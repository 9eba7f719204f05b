import { isNerdError, NerdError } from "../errors.ts";

/**
 * Why the OCI runtime could not start a process, as Docker tells it: 127 for a command that is not there, 126 for one
 * that cannot be executed, 125 for the rest. The runtime reports by text alone: there is no status to go by.
 */
export function explainRuntimeFailure(error: unknown, command: string): unknown {
  if (!isNerdError(error, "ENGINE_FAILED")) return error;
  const text = error.message;
  const reason = text
    .replace(/^.*?(runc|crun) (create|exec) failed: /s, "")
    .replace(/: unknown$/, "")
    .trim();
  if (/executable file not found|no such file or directory/.test(text) && /exec: "|executable file/.test(text)) {
    return new NerdError("COMMAND_NOT_FOUND", `command not found in the container: ${command}`, {
      hint: "look for it with nerdsh run --rm -it --entrypoint sh IMAGE",
      cause: error,
    });
  }
  if (/permission denied|exec format error|is a directory/.test(text) && /exec/.test(text)) {
    return new NerdError("COMMAND_NOT_EXECUTABLE", `command cannot be executed: ${command}`, {
      hint: /exec format/.test(text) ? "it was built for another architecture" : "it lacks the permission to execute",
      cause: error,
    });
  }
  if (/no space left on device/.test(text)) {
    return new NerdError("DISK_FULL", reason, {
      hint: "free some space, for example with nerdsh system prune",
      cause: error,
    });
  }
  return new NerdError("RUNTIME_FAILED", reason, { cause: error });
}
