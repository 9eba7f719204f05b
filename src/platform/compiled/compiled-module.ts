import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";

interface RawModule {
  readonly file: string;
  readonly code: string;
  readonly map: string;
  /** It is the file that was asked to run, not one that it imports. */
  readonly isMain: boolean;
}

/**
 * A compiled module that takes itself for its source: `import.meta` speaks of the source, and so does the
 * source map. `import.meta` is an ordinary object; what is set on one line before the code is seen by all of it.
 */
export function finishModule({ file, code, map, isMain }: RawModule): string {
  const url = pathToFileURL(file).href;
  const facts = { url, filename: file, dirname: dirname(file), main: isMain };
  const loader = `globalThis[Symbol.for("nerdsh.loader")]`;
  const parts = [
    JSON.stringify(facts).slice(1, -1),
    /\bimport\.meta\.resolve\b/.test(code) && `resolve:(s)=>${loader}.resolve(s,${JSON.stringify(url)})`,
    /\bimport\.meta\.load\b/.test(code) && `load:(s)=>${loader}.import(String(s),${JSON.stringify(url)})`,
  ].filter((part) => part !== false);
  return `Object.assign(import.meta,{${parts.join()}});\n${code}${inlineMap(map, url, basename(file))}`;
}

/** Moved down by the line in front; each `;` of `mappings` ends a line (ECMA-426, "Mappings grammar"). */
function inlineMap(map: string, url: string, name: string): string {
  const { mappings, names } = JSON.parse(map) as { mappings: string; names: string[] }; // esbuild's own output.
  const moved = { version: 3, file: name, sources: [url], names, mappings: `;${mappings}` };
  const encoded = Buffer.from(JSON.stringify(moved)).toString("base64");
  return `//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}
