import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../scripts/runtimes.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";

const program = fileURLToPath(new URL("../fixtures/shell/program.ts", import.meta.url));
const tsx = fileURLToPath(new URL("../../node_modules/tsx/dist/loader.mjs", import.meta.url));

/** The prompt of `test/fixtures/shell`, in a terminal, with `home` as its directory and for its history. */
export async function openPrompt(
  home: string,
  { runtime = "node20", ...options }: TerminalOptions & { readonly runtime?: RuntimeName } = {},
): Promise<Terminal> {
  const args = runtimeArguments(runtime, "source").map((word) => (word === "tsx" ? tsx : word));
  const terminal = await openTerminal([await runtimePath(runtime), ...args, program, home], { cwd: home, ...options });
  await terminal.until(/^1›/m);
  return terminal;
}
