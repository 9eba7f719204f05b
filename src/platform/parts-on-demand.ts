import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/** Where a text begins, and where it ends. */
export type Place = readonly [start: number, end: number];

/** What is where in a script of scripts/single-script.ts. */
export interface ScriptPlaces {
  readonly prologue: Place;
  readonly parts: Readonly<Record<string, Place>>;
  readonly epilogue: Place;
}

/** Begins the comment that holds the places, at the end of the script. */
export const placesMark = "//places:";

/** Behind the prologue, instead of all the parts: each is compiled in the prologue's scope, by the name that stacks show. */
const partsOnDemand = `
const parts=new Proxy(places,{get:(places,name)=>Object.hasOwn(places,name)?eval("("+textOf(places[name])+")\\n//# sourceURL="+__filename):undefined});
`;

/**
 * Runs a script of scripts/single-script.ts on Bun or Deno. They keep no compiled code of what is required, and would read 4 MB at each start:
 * here a part is compiled when it is first asked for. Gives the script's exports, which a `require` of it gets from then on.
 */
export function loadParts(file: string): unknown {
  const source = readFileSync(file, "latin1"); // The bundle is ASCII.
  const textOf = ([start, end]: Place) => source.slice(start, end);
  const index = source.slice(source.lastIndexOf(placesMark) + placesMark.length);
  const { prologue, parts, epilogue } = JSON.parse(index) as ScriptPlaces; // It was written by whoever wrote the file.
  const module = Object.assign(new Module(file), { filename: file, importModule: (path: string) => import(path) });
  const require = createRequire(file);
  require.cache[file] = module;
  const body = textOf(prologue) + partsOnDemand + textOf(epilogue);
  const run = new Script(`(exports,require,module,__filename,__dirname,places,textOf)=>{${body}}`, { filename: file });
  run.runInThisContext()(module.exports, require, module, file, dirname(file), parts, textOf);
  module.loaded = true;
  return module.exports;
}
