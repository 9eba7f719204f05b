import { openSession } from "../api/session.ts";
import { type Candidate, wantedAt } from "../commands/completion/candidates.ts";
import { probeSocket } from "../engine/socket-probe.ts";
import { writeOut } from "../own-stdout.ts";
import { resolveSettings } from "../settings/resolve.ts";
import type { KnownKind } from "../system/known-names.ts";
import { readGlobalArgv } from "./global-argv.ts";
import { globalSyntax } from "./global-flags.ts";

/**
 * `nerdsh __complete -- WORD…`, which the shells' scripts call on Tab: prints what may stand in place of the last word, a
 * line each, behind a tab what it is. Starts no engine, and fails silently: there is a line being typed.
 */
export async function complete(argv: readonly string[]): Promise<number> {
  const words = argv[0] === "--" ? argv.slice(1) : argv;
  const { candidates, names, prefix } = await wantedAt(globalSyntax, words.length > 0 ? words : [""]);
  const found = names.length === 0 ? [] : await namesOf(words, names).catch(() => []);
  const all: Candidate[] = [...candidates, ...found.map((name) => ({ word: prefix + name }))];
  const fitting = all.filter(({ word }) => word.startsWith(words.at(-1) ?? ""));
  writeOut(fitting.map(({ word, note }) => `${word}${note ? `\t${note}` : ""}\n`).join(""));
  return 0;
}

/** As they are with the global flags that stand before the command. */
async function namesOf(words: readonly string[], kinds: readonly KnownKind[]): Promise<string[]> {
  const { settings: flags } = readGlobalArgv(words);
  const settings = await resolveSettings({ flags, environment: process.env });
  if ((await probeSocket(settings.address, 200)) !== "serving") return [];
  const caller = { environment: process.env, cwd: process.cwd(), emit: () => {} };
  using session = await openSession({ ...caller, settings, longLived: false });
  const { knownNames } = await import("../system/known-names.ts");
  const context = { ...session, signal: AbortSignal.timeout(2_000) };
  return (await Promise.all(kinds.map((kind) => knownNames(context, kind)))).flat();
}
