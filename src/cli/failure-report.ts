import { colorLevel, loadColors } from "../ui/colors.ts";
import { renderError } from "../ui/error.ts";
import { exitCodeOf } from "../ui/failure.ts";

/** Says on stderr why a command line failed, and gives its exit status. */
export async function reportFailure(error: unknown, argv: readonly string[] = process.argv): Promise<number> {
  const colors = await loadColors(colorLevel(process.env, process.stderr.isTTY === true));
  const debug = argv.some((word) => word === "-D" || word === "--debug" || word === "--debug-full");
  process.stderr.write(renderError(error, { colors, debug }));
  return exitCodeOf(error);
}
