/** Classes and places that a letter after a backslash means to Go (regexp/syntax, "Escape sequences"). */
const escapes: Readonly<Record<string, string>> = {
  d: "[0-9]",
  D: "[^0-9]",
  w: "[0-9A-Za-z_]",
  W: "[^0-9A-Za-z_]",
  s: "[\\t\\n\\f\\r ]",
  S: "[^\\t\\n\\f\\r ]",
  b: "\\b",
  B: "\\B",
  A: "^",
  z: "$",
  a: "\\x07",
  f: "\\f",
  t: "\\t",
  n: "\\n",
  r: "\\r",
  v: "\\v",
};

/** The same expression for this language; undefined for one that Go would refuse. A dot matches all but the end of a line. */
export function toRegExp(source: string): RegExp | undefined {
  try {
    return new RegExp(translated(source), "u");
  } catch {
    return undefined; // A range in the wrong order, an escape that is none.
  }
}

function translated(source: string): string {
  const characters = [...source];
  let result = "";
  let isInClass = false;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "\\") {
      result += escaped(characters[++at]!, isInClass);
    } else if (isInClass) {
      result += character === "[" ? "\\[" : character;
      if (character === "]") isInClass = false;
    } else if (character === "[") {
      isInClass = true;
      const isNegated = characters[at + 1] === "^";
      if (isNegated) at++;
      result += isNegated ? "[^" : "[";
    } else {
      result += character === "." ? "[^\\n]" : character === "]" ? "\\]" : character;
    }
  }
  return result;
}

function escaped(character: string, isInClass: boolean): string {
  const meaning = escapes[character];
  if (meaning !== undefined && !isInClass) return meaning;
  if (meaning !== undefined && /^\[(?!\^)/.test(meaning)) return meaning.slice(1, -1);
  if (meaning?.startsWith("[^")) return `\\${character}`;
  if (meaning !== undefined && /^\\[^bB]/.test(meaning)) return meaning;
  const isPunctuation = character < "\x80" && !/[0-9A-Za-z]/.test(character);
  if (!isPunctuation) throw new SyntaxError(`an escape that Go does not know: \\${character}`);
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
