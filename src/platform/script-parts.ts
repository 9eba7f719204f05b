import { closeSync, fstatSync, openSync, readSync } from "node:fs";

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

/** A script of scripts/single-script.ts of which no more is read than is asked for: it is 4 MB, and a command needs a thirtieth. */
export interface ScriptParts {
  has(name: string): boolean;
  /** A part's text; undefined of what is none. */
  text(name: string): string | undefined;
  /** The names of which a text was asked for. */
  readonly used: Iterable<string>;
  /** A function of all that `loadParts` hands over, with the parts of these names in it; others are compiled when they are asked for. */
  withParts(names: Iterable<string>): string;
}

/** Bytes at the end that are read first; the places take 30 kB. */
const tailBytes = 65_536;

export function scriptParts(file: string): ScriptParts {
  const used = new Set<string>();
  let known: ScriptPlaces | undefined;
  const places = () => {
    known ??= placesIn(file);
    return known;
  };
  const placeOf = (name: string) =>
    name.endsWith(".js") && Object.hasOwn(places().parts, name) ? places().parts[name] : undefined;
  return {
    used,
    has: (name) => placeOf(name) !== undefined,
    text: (name) => {
      const place = placeOf(name);
      if (place === undefined) return undefined;
      used.add(name);
      return textAt(file, place);
    },
    withParts: (names) => {
      const { prologue, epilogue, parts } = places();
      const members = [...names].map((name) => `${JSON.stringify(name)}:${textAt(file, parts[name]!)},\n`); // Names that were used.
      const script = textAt(file, prologue) + partsOnDemand(members.join("")) + textAt(file, epilogue);
      return `(exports,require,module,__filename,__dirname,others)=>{${script}}`;
    },
  };
}

/** Behind the prologue, instead of all the parts: another is compiled in the prologue's scope, by the name that stacks show. */
function partsOnDemand(members: string): string {
  return `
const parts=new Proxy({__proto__:null,${members}},{
has:(kept,name)=>name in kept||others.has(name),
get:(kept,name)=>{
if(name in kept)return kept[name];
const text=others.text(name);
return text===undefined?undefined:eval("("+text+")\\n//# sourceURL="+__filename);
}});
`;
}

function placesIn(file: string): ScriptPlaces {
  for (let length = tailBytes; ; length *= 2) {
    const tail = textAt(file, [-length, 0]);
    const start = tail.lastIndexOf(placesMark);
    if (start >= 0) return JSON.parse(tail.slice(start + placesMark.length)); // It was written by whoever wrote the file.
    if (tail.length < length) throw new Error(`${file} is not a whole script`);
  }
}

/** The script is ASCII: places are bytes. Negative ones count from the end. */
function textAt(file: string, [start, end]: Place): string {
  const descriptor = openSync(file, "r");
  try {
    const size = start < 0 || end <= 0 ? fstatSync(descriptor).size : 0;
    const from = start < 0 ? Math.max(0, size + start) : start;
    const bytes = Buffer.allocUnsafe((end <= 0 ? size + end : end) - from);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(descriptor, bytes, at, bytes.length - at, from + at);
      if (count === 0) throw new Error(`${file} is not a whole script`);
      at += count;
    }
    return bytes.toString("latin1");
  } finally {
    closeSync(descriptor);
  }
}
