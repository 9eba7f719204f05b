import { basename } from "node:path";
import { type Node, parse } from "acorn";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { type Place, placesMark, type ScriptPlaces } from "../src/platform/script-parts.ts";
import { withLateImports } from "./late-imports.ts";
import { withPlainExports } from "./part-exports.ts";

export interface SingleScript {
  readonly code: string;
  /** What each entry exports, by the entry's name. */
  readonly exports: Readonly<Record<string, readonly string[]>>;
  readonly metafile: Metafile;
}

/**
 * Many lazily loaded parts as one CommonJS file, whose exports are a function for each entry. esbuild splits them, and each part becomes
 * a function that runs when it is first asked for. V8 compiles, and its code cache keeps, only what has run: to read one file and the
 * code of the parts that a command needs takes a third of the time in which Node loads as many ES modules. And a part runs when something of
 * it is used: what a module imports, it needs for one command of many.
 */
export async function singleScript(entryPoints: Record<string, string>, options: BuildOptions): Promise<SingleScript> {
  const { prologue, parts, epilogue, exports, metafile } = await scriptTexts(entryPoints, options, urlOfFile);
  return { code: withPlaces({ prologue, parts, epilogue }), exports, metafile };
}

/** The same for an executable of Bun's, where it is the module `url`. Nothing is wrapped around it, and Bun compiles it all beforehand. */
export async function embeddedScript(
  entryPoints: Record<string, string>,
  options: BuildOptions,
  url: string,
): Promise<string> {
  const { prologue, parts, epilogue } = await scriptTexts(entryPoints, options, JSON.stringify(url));
  const members = parts.map(([name, text]) => `${JSON.stringify(name)}:${text},\n`);
  return `${prologue}\nconst parts={${members.join("")}};\n${epilogue}`;
}

/** An expression. */
const urlOfFile = 'require("node:url").pathToFileURL(__filename).href';

async function scriptTexts(entryPoints: Record<string, string>, options: BuildOptions, url: string) {
  const split = { ...options, entryPoints, splitting: true, format: "esm", metafile: true, write: false } as const;
  const { outputFiles, metafile } = await build({ ...split, chunkNames: "part-[hash]" });
  const texts = await Promise.all(outputFiles.map(async ({ text }) => splitHelpers(await commonScript(text))));
  const parts = outputFiles.map(({ path }, i) => [basename(path), partOf(texts[i]!.code)] as const);
  const helpers = texts.reduce((longest, { helpers }) => (helpers.length > longest.length ? helpers : longest), "");
  const entries = Object.keys(entryPoints).map((name) => `${JSON.stringify(name)}:()=>load("./${name}.js")`);
  const outputs = Object.entries(metafile.outputs).map(([path, { exports }]) => [basename(path, ".js"), exports]);
  const prologue = `"use strict";\nconst importMetaUrl=${url};\n${loader}${helpers}`;
  const epilogue = `module.exports={${entries.join()}};`;
  return { prologue, parts, epilogue, exports: Object.fromEntries(outputs), metafile };
}

interface ScriptTexts {
  readonly prologue: string;
  readonly parts: readonly (readonly [name: string, text: string])[];
  readonly epilogue: string;
}

/**
 * The script, and behind it as a comment where in it everything is: src/platform/script-parts.ts reads a part when it is asked for.
 */
function withPlaces({ prologue, parts, epilogue }: ScriptTexts): string {
  let code = asExpression[0];
  const put = (text: string): Place => {
    code += text;
    return [code.length - text.length, code.length];
  };
  const places: Record<string, Place> = {};
  const prologuePlace = put(prologue);
  put("\nconst parts={");
  for (const [name, text] of parts) {
    put(`${JSON.stringify(name)}:`);
    places[name] = put(text);
    put(",\n");
  }
  put("};\n");
  const epiloguePlace = put(epilogue);
  put(`\n${asExpression[1]}\n`);
  const index: ScriptPlaces = { prologue: prologuePlace, parts: places, epilogue: epiloguePlace };
  return `${code}${placesMark}${JSON.stringify(index)}\n`;
}

/**
 * Required, the file is a CommonJS module like any other. Run as a script, it gives the function that Node would have wrapped around it:
 * src/platform/node/code-cache.ts runs it so, and to wrap 1.6 MB there takes 2 ms of each start.
 */
const asExpression = [
  '(run=>typeof module==="object"?run(exports,require,module,__filename,__dirname):run)' +
    "((exports,require,module,__filename,__dirname)=>{",
  "});",
] as const;

/**
 * A file has no `import.meta`; and in code that comes from a cache there is no `import()` on Node 20: whoever runs it so hands one over, as
 * a property of `module`. Node's own modules are required, since an import would first start its loader of ES modules.
 */
const loader = `const importOther=module.importModule??((path,options)=>import(path,options));
const loaded=new Map();
const nameOf=path=>path.slice(path.lastIndexOf("/")+1);
function load(path){
const name=nameOf(path);
let module=loaded.get(name);
if(module===undefined){
const part=parts[name];
if(part===undefined)return require(path);
loaded.set(name,module={exports:{}});
part(module,module.exports,load);
}
return module.exports;
}
async function importPart(path,options){
return typeof path==="string"&&(path.startsWith("node:")||nameOf(path)in parts)?load(path):importOther(path,options);
}
`;

async function commonScript(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    define: { "import.meta.url": "importMetaUrl" }, // A name that no part declares: one that did would get its own.
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return asAscii(code);
}

/** esbuild leaves letters in regular expressions as they are; the script is read as one byte a character. */
function asAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * esbuild begins each script with the functions by which it defines exports, `__export` and five others. They are the same everywhere, so
 * that the parts share one copy: the longest has what the others have.
 */
function splitHelpers(code: string): { readonly helpers: string; readonly code: string } {
  const end = code.indexOf("var stdin_exports=");
  const helpers = code.slice(0, Math.max(end, 0));
  return /^(var __\w+=|$)/.test(helpers) ? { helpers, code: code.slice(helpers.length) } : { helpers: "", code };
}

function partOf(code: string): string {
  return `(module,exports,require)=>{${withImportPart(withLateImports(withPlainExports(code)))}}`;
}

/** `import()` by another name, which knows the parts. */
function withImportPart(code: string): string {
  const starts = importsIn(parse(code, { ecmaVersion: "latest" })).sort((a, b) => b - a);
  const renamed = (text: string, start: number) => `${text.slice(0, start)}importPart${text.slice(start + 6)}`;
  return starts.reduce(renamed, code);
}

function importsIn(node: Node): number[] {
  const children = Object.values(node).flat().filter(isNode);
  return [...(node.type === "ImportExpression" ? [node.start] : []), ...children.flatMap(importsIn)];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
