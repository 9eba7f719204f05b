import { type FunctionTable, fixed } from "../function-table.ts";
import { Problem } from "../source.ts";

export const versionFunctions: FunctionTable = {
  semvercmp: fixed(["text", "text"], (version, constraint) => {
    const read = parseVersion(version);
    if (read === undefined || read.parts.length === 0) throw new Problem(`${JSON.stringify(version)} is no version`);
    return constraint.split("||").some((all) => comparators(all).every((fits) => fits(read)));
  }),
};

interface Version {
  /** Fewer than three where the rest is left out, or `x`. */
  readonly parts: readonly number[];
  readonly prerelease: string;
}

type Comparator = (version: Version) => boolean;

function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const written = match.slice(1, 4);
  const open = written.findIndex((part) => part === undefined || /^[xX*]$/.test(part));
  return { parts: (open === -1 ? written : written.slice(0, open)).map(Number), prerelease: match[4] ?? "" };
}

/** All of them have to fit. */
function comparators(text: string): Comparator[] {
  const between = text.trim().replace(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2");
  const words = between.replace(/(^|[\s,])([=!<>~^]+)\s+/g, "$1$2").split(/[\s,]+/);
  return words.filter((word) => word !== "").map(comparator);
}

function comparator(word: string): Comparator {
  const [, operator = "", rest = ""] = /^([=!<>~^]*)(.*)$/.exec(word) ?? [];
  const bound = parseVersion(rest);
  if (bound === undefined)
    throw new Problem(`${JSON.stringify(word)} is no constraint of versions`, { hint: "such as >= 1.2, < 2 or ^1.4" });
  const fits = test(operator, bound, word);
  // A version before a release is only meant where a constraint names such a one.
  return (version) => (version.prerelease === "" || bound.prerelease !== "") && fits(version);
}

function test(operator: string, bound: Version, word: string): Comparator {
  const [major = 0, minor = 0] = bound.parts;
  const count = bound.parts.length;
  const [from, next] = [full(bound), (place: number) => after(bound, place)];
  const isIn =
    (end: Version): Comparator =>
    (version) =>
      compare(version, from) >= 0 && compare(version, end) < 0;
  switch (operator) {
    case "":
    case "=":
    case "==":
      return count === 3 ? (version) => compare(version, from) === 0 : count === 0 ? () => true : isIn(next(count - 1));
    case "!=":
      return count === 3 ? (version) => compare(version, from) !== 0 : (version) => !isIn(next(count - 1))(version);
    case ">":
      return count === 3
        ? (version) => compare(version, from) > 0
        : (version) => compare(version, next(count - 1)) >= 0;
    case ">=":
    case "=>":
      return (version) => compare(version, from) >= 0;
    case "<":
      return (version) => compare(version, from) < 0;
    case "<=":
    case "=<":
      return count === 3
        ? (version) => compare(version, from) <= 0
        : (version) => compare(version, next(count - 1)) < 0;
    case "~":
    case "~>":
      return count === 0 ? () => true : isIn(next(Math.min(count - 1, 1)));
    case "^":
      return count === 0 ? () => true : isIn(next(major > 0 || count === 1 ? 0 : minor > 0 || count === 2 ? 1 : 2));
    default:
      throw new Problem(`${JSON.stringify(word)} is no constraint of versions`);
  }
}

function full({ parts, prerelease }: Version): Version {
  return { parts: [0, 1, 2].map((place) => parts[place] ?? 0), prerelease };
}

/** The first one whose number at that place is higher. */
function after({ parts }: Version, place: number): Version {
  return {
    parts: [0, 1, 2].map((each) => (each < place ? (parts[each] ?? 0) : each === place ? (parts[each] ?? 0) + 1 : 0)),
    prerelease: "",
  };
}

function compare(a: Version, b: Version): number {
  for (const place of [0, 1, 2]) {
    const difference = (a.parts[place] ?? 0) - (b.parts[place] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === "" || b.prerelease === "") return Number(a.prerelease === "") - Number(b.prerelease === "");
  const [left, right] = [a.prerelease.split("."), b.prerelease.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareIds(left[index], right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers come before words, and fewer before more. */
function compareIds(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  return left === right ? (a < b ? -1 : Number(a > b)) : left ? -1 : 1;
}
