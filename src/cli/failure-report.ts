import { mayStderrBeTerminal, stderrStream, writeError } from "../own-stderr.ts";
import { colorLevel, loadColors } from "../ui/colors.ts";
import { renderError } from "../ui/error.ts";
import { exitCodeOf } from "../ui/failure.ts";

/** Says on stderr why a command line failed, and gives its exit status. */
export async function reportFailure(error: unknown, argv: readonly string[] = process.argv): Promise<number> {
  const colors = await loadColors(colorLevel(process.env, mayStderrBeTerminal() && stderrStream().isTTY === true));
  const debug = argv.some((word) => word === "-D" || word === "--debug" || word === "--debug-full");
  writeError(renderError(error, { colors, debug }));
  return exitCodeOf(error);
}
