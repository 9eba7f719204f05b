import type { GlobalFlags } from "../settings/setting-keys.ts";
import { readGlobalFlags } from "./global-flags.ts";

export interface GlobalArgv {
  /** Only those that were written: the others are for the environment and nerdctl.toml to answer. */
  readonly settings: GlobalFlags;
  readonly eval: string | undefined;
  readonly progress: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** From the command, or the recipe, on. */
  readonly rest: readonly string[];
}

/** Of a line that begins with its command, as most do: what reads flags need not be loaded for it. */
const noFlags = { settings: {}, eval: undefined, progress: undefined, json: false, help: false, version: false };

export function readGlobalArgv(argv: readonly string[]): GlobalArgv {
  return argv[0]?.startsWith("-") === false ? { ...noFlags, rest: argv } : readGlobalFlags(argv);
}
