/** Whether Go's path.Match takes it as a pattern: classes are closed and not empty, and no backslash comes last. */
export function isGlob(pattern: string): boolean {
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    if (characters[at] === "\\") {
      if (++at >= characters.length) return false;
    } else if (characters[at] === "[") {
      const end = classEnd(characters, at + 1);
      if (end === undefined) return false;
      at = end;
    }
  }
  return true;
}

/** The place of the `]` that closes a class, whose first character is at `start`. */
function classEnd(characters: readonly string[], start: number): number | undefined {
  let at = characters[start] === "^" ? start + 1 : start;
  for (let ranges = 0; ; ranges++) {
    if (characters[at] === "]" && ranges > 0) return at;
    const low = afterMember(characters, at);
    if (low === undefined) return undefined;
    at = low;
    if (characters[at] !== "-") continue;
    const high = afterMember(characters, at + 1);
    if (high === undefined) return undefined;
    at = high;
  }
}

function afterMember(characters: readonly string[], at: number): number | undefined {
  if (characters[at] === "-" || characters[at] === "]") return undefined;
  const next = characters[at] === "\\" ? at + 2 : at + 1;
  return next < characters.length ? next : undefined;
}

/** Go's path.Match for one name, which has no slash. */
export function globMatches(pattern: string, name: string): boolean {
  if (!isGlob(pattern)) return false;
  const characters = [...pattern];
  let source = "";
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (character === "[") {
      const end = classEnd(characters, at + 1)!;
      source += classSource(characters.slice(at + 1, end));
      at = end;
    } else source += literal(character === "\\" ? characters[++at]! : character);
  }
  return new RegExp(`^${source}$`, "su").test(name);
}

function classSource(members: readonly string[]): string {
  const isNegated = members[0] === "^";
  let source = "";
  for (let at = isNegated ? 1 : 0; at < members.length; at++) {
    const member = members[at]!;
    if (member === "-") source += "-";
    else source += literal(member === "\\" ? members[++at]! : member);
  }
  return `[${isNegated ? "^" : ""}${source}]`;
}

function literal(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
