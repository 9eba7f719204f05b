/** One way in which a server wants to be convinced (RFC 9110, "WWW-Authenticate"). */
export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Keys are lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameterPattern = new RegExp(`^[\\s,]*(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`);
const schemePattern = new RegExp(`^[\\s,]*(${token})(?=[\\s,]|$)`);

/** Reads a `WWW-Authenticate` header; what follows something unreadable is left out. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header;
  for (let scheme = schemePattern.exec(rest); scheme !== null; scheme = schemePattern.exec(rest)) {
    rest = rest.slice(scheme[0].length);
    const parameters: [string, string][] = [];
    for (let found = parameterPattern.exec(rest); found !== null; found = parameterPattern.exec(rest)) {
      parameters.push([found[1]!.toLowerCase(), found[3] ?? found[2]!.replace(/\\(.)/g, "$1")]);
      rest = rest.slice(found[0].length);
    }
    challenges.push({ scheme: scheme[1]!.toLowerCase(), parameters: Object.fromEntries(parameters) });
  }
  return challenges;
}
