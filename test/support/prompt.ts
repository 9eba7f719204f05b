import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../scripts/runtimes.ts";
import { type BundledProgram, bundledProgram } from "./bundled-program.ts";
import { programOn } from "./runtime-command.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";

const source = fileURLToPath(new URL("../fixtures/shell/program.ts", import.meta.url));

let bundled: Promise<BundledProgram> | undefined;
after(async () => await (await bundled)?.[Symbol.asyncDispose]());

/** The prompt of `test/fixtures/shell`, in a terminal, with `home` as its directory and for its history. */
export async function openPrompt(
  home: string,
  { runtime = "node20", ...options }: TerminalOptions & { readonly runtime?: RuntimeName } = {},
): Promise<Terminal> {
  bundled ??= bundledProgram(source);
  const command = await programOn(runtime, [(await bundled).path, home]);
  const terminal = await openTerminal(command, { cwd: home, ...options });
  await terminal.until(/^1›/m);
  return terminal;
}
