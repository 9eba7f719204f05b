import { type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { type Glob, parseGlob } from "./glob.ts";
import { ifThere } from "./if-there.ts";
import { IgnoreRules } from "./ignore-rules.ts";
import { isStaged } from "./staged-file.ts";

/** Directories that are nobody's input. */
const never = new Set([".git", "node_modules"]);

type Entry = Pick<Dirent, "name" | "isDirectory" | "isFile" | "isSymbolicLink">;

interface Listing {
  readonly entries: readonly Entry[];
  readonly rules: IgnoreRules | undefined;
}

/** Files below a root by globs. Many tasks look at the same directories: each is read once, until `forget`. */
export class FileTree {
  readonly #prefix: string;
  readonly #listings = new Map<string, Listing>();
  readonly #globs = new Map<string, Glob>();
  /** By directory, then by name. */
  readonly #expected = new Map<string, Map<string, Entry>>();

  constructor(root: string) {
    this.#prefix = root.endsWith("/") ? root : `${root}/`;
  }

  /** After something may have been written. */
  forget(): void {
    this.#listings.clear();
  }

  /** A file that is found from now on, as though it were there already. */
  expect(path: string): void {
    for (let rest = path; rest !== ""; ) {
      const slash = rest.lastIndexOf("/");
      const directory = rest.slice(0, Math.max(0, slash));
      const entries = this.#expected.get(directory) ?? new Map<string, Entry>();
      const name = rest.slice(slash + 1);
      if (!entries.has(name)) entries.set(name, expectedEntry(name, rest !== path));
      this.#expected.set(directory, entries);
      this.#listings.delete(directory);
      rest = directory;
    }
  }

  /** Directories that were looked into since, below the root, which is "". */
  listed(): Iterable<string> {
    return this.#listings.keys();
  }

  /** Paths below the root, sorted; files and links, not directories. */
  find(patterns: readonly string[], { ignored }: { readonly ignored: "left out" | "found" }): string[] {
    return this.#find(patterns, ignored, (path) => this.#isFile(path));
  }

  /** The same, without what is ignored, and with their digests; each file is looked at once. */
  digests(patterns: readonly string[], digest: (path: string) => string | undefined): [path: string, digest: string][] {
    const named = this.#namedDigests(patterns, digest);
    if (named !== undefined) return named;
    const known = new Map<string, string>();
    const paths = this.#find(patterns, "left out", (path) => {
      const found = digest(path);
      if (found !== undefined) known.set(path, found);
      return found !== undefined;
    });
    return paths.map((path) => [path, known.get(path) ?? digest(path) ?? "gone"]);
  }

  /** Where all are files that are named in full, as those of many small tasks are; undefined where one is not. */
  #namedDigests(
    patterns: readonly string[],
    digest: (path: string) => string | undefined,
  ): [path: string, digest: string][] | undefined {
    const found: [string, string][] = [];
    for (const pattern of patterns) {
      const { literal, isNegated } = this.#parsed(pattern);
      const known = literal === undefined || isNegated ? undefined : digest(literal);
      if (literal === undefined || known === undefined) return undefined;
      found.push([literal, known]);
    }
    return found.length < 2 ? found : [...new Map(found)].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #find(patterns: readonly string[], ignored: "left out" | "found", isFile: (path: string) => boolean): string[] {
    const globs = patterns.map((pattern) => this.#parsed(pattern));
    const negated = globs.filter((glob) => glob.isNegated);
    const found = new Set<string>();
    const keep = (path: string) => {
      if (!negated.some((glob) => glob.matches(path))) found.add(path);
    };
    for (const glob of globs) {
      if (glob.isNegated) continue;
      // A file named in full is meant, whatever is ignored, and needs no listing.
      if (glob.literal !== undefined && isFile(glob.literal)) keep(glob.literal);
      else this.#walk(glob.base === "." ? "" : glob.base, (path) => glob.matches(path) && keep(path), ignored);
    }
    return [...found].sort();
  }

  #parsed(pattern: string): Glob {
    const known = this.#globs.get(pattern);
    if (known !== undefined) return known;
    const glob = parseGlob(pattern);
    this.#globs.set(pattern, glob);
    return glob;
  }

  #isFile(path: string): boolean {
    const stat = lstatSync(this.#prefix + path, { throwIfNoEntry: false });
    return stat !== undefined && !stat.isDirectory();
  }

  #walk(directory: string, take: (path: string) => void, ignored: "left out" | "found"): void {
    for (const entry of this.#listing(directory).entries) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      const isDirectory = entry.isDirectory();
      if (isDirectory ? never.has(entry.name) : isStaged(entry.name)) continue;
      if (ignored === "left out" && this.#isIgnored(path, isDirectory)) continue;
      if (isDirectory) this.#walk(path, take, ignored);
      else if (entry.isFile() || entry.isSymbolicLink()) take(path);
    }
  }

  /** The nearest `.gitignore` that speaks of it decides. */
  #isIgnored(path: string, isDirectory: boolean): boolean {
    for (let slash = path.lastIndexOf("/"); ; slash = path.lastIndexOf("/", slash - 1)) {
      const directory = slash < 0 ? "" : path.slice(0, slash);
      const verdict = this.#listing(directory).rules?.ignores(path.slice(slash + 1), isDirectory);
      if (verdict !== undefined) return verdict;
      if (slash < 0) return false;
    }
  }

  #listing(directory: string): Listing {
    const known = this.#listings.get(directory);
    if (known !== undefined) return known;
    const path = this.#prefix + directory;
    // Where there is no such directory, no file matches.
    const found: readonly Entry[] = ifThere(() => readdirSync(path, { withFileTypes: true })) ?? [];
    const hasRules = found.some(({ name }) => name === ".gitignore");
    const rules = hasRules ? new IgnoreRules(readFileSync(`${path}/.gitignore`, "utf8")) : undefined;
    const expected = this.#expected.get(directory);
    const entries = expected === undefined ? found : [...new Map([...expected, ...found.map(named)]).values()];
    const listing = { entries, rules };
    this.#listings.set(directory, listing);
    return listing;
  }
}

function named(entry: Entry): readonly [name: string, entry: Entry] {
  return [entry.name, entry];
}

function expectedEntry(name: string, isDirectory: boolean): Entry {
  return { name, isDirectory: () => isDirectory, isFile: () => !isDirectory, isSymbolicLink: () => false };
}
