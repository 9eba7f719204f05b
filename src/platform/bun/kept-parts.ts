import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codeDraft } from "../code-draft.ts";
import { codePlace } from "../code-place.ts";
import type { KeptParts, PartsScript } from "../parts-on-demand.ts";
import type { ScriptParts } from "../script-parts.ts";
import { bun } from "./bun.ts";

/** In a directory of their own, which is renamed into place: bytecode fits one text only. */
const names = { text: "parts.js", code: "parts.js.jsc", sum: "sum" };

/**
 * The parts that an earlier process used as one file, and beside it the bytecode that Bun made of it, which it loads with the file. Bun trusts that
 * bytecode, hence the sum of both.
 */
export function keptByBun(file: string, parts: ScriptParts): KeptParts {
  const { version, revision } = bun();
  const place = codePlace(file, `bun-${version}-${revision.slice(0, 9)}`);
  const kept = place === undefined ? undefined : loadKept(place);
  if (kept !== undefined) return { run: kept };
  // biome-ignore lint/security/noGlobalEval: `vm.Script` would read the text twice.
  const globalEval = eval; // Called by another name, `eval` runs in the global scope (ECMA-262, "PerformEval").
  const run = globalEval(`${parts.withParts([])}\n//# sourceURL=${file}`) as PartsScript; // As `withParts` writes it.
  return place === undefined ? { run } : { run, keep: () => keep(place, parts.withParts(parts.used)) };
}

function loadKept(place: string): PartsScript | undefined {
  try {
    if (!isOwn(place) || readFileSync(join(place, names.sum), "latin1") !== sumIn(place)) return undefined;
    return createRequire(place)(join(place, names.text)) as PartsScript; // As `withParts` writes it.
  } catch {
    return undefined;
  }
}

/** Bun reads by path: who owns a directory on the way could put another there meanwhile. */
function isOwn(path: string): boolean {
  const { uid } = statSync(path);
  return (uid === 0 || uid === process.geteuid?.()) && (path === "/" || isOwn(dirname(path)));
}

function sumIn(directory: string): string {
  const { hash } = bun();
  return [names.text, names.code].map((name) => hash(readFileSync(join(directory, name))).toString(36)).join();
}

/** A place that cannot be written to costs 20 ms at each start, and nothing else; of two processes, the later finds it taken. */
async function keep(place: string, text: string): Promise<void> {
  const draft = codeDraft(place);
  try {
    const directory = draft.begin();
    mkdirSync(directory, { mode: 0o700 });
    const source = join(directory, "parts.cjs");
    writeFileSync(source, `module.exports=${text};\n`, { mode: 0o600 });
    const built = { entrypoints: [source], outdir: directory, target: "bun", format: "cjs", external: ["*"] } as const;
    await bun().build({ ...built, bytecode: true });
    rmSync(source);
    writeFileSync(join(directory, names.sum), sumIn(directory), { mode: 0o600 });
    rmSync(place, { recursive: true, force: true }); // What could not be loaded.
    draft.place();
  } catch {
    draft.remove();
  }
}
