import { configureAmbient } from "../api/ambient.ts";
import { startUnder } from "../api/current-signal.ts";
import { stderrStream } from "../own-stderr.ts";
import { stdoutStream } from "../own-stdout.ts";
import { runtimeName } from "../platform/runtime.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import { maskStreams } from "../ui/masked-streams.ts";

/** Makes this process one that runs a recipe: what it writes is masked, and what the recipe starts stops when the result is aborted. */
export function beginProcess(flags: GlobalFlags, ownConsole: Console = console): AbortController {
  configureAmbient({ flags });
  maskStreams({
    stdout: stdoutStream(),
    stderr: stderrStream(),
    console: runtimeName === "node" ? undefined : ownConsole,
    onEnd: (act) => process.once("exit", act),
  });
  const interrupt = new AbortController();
  startUnder(interrupt.signal);
  return interrupt;
}
