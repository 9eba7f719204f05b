import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Bake files, each beside what buildx prints of it. */
export const bakeDirectory: string = join(import.meta.dirname, "../../golden/build/bake");

/** A file, and in its first lines what it is baked with: `# env: A=1 B=2`, `# args: TARGET --set …`. */
export interface BakeCase {
  readonly name: string;
  readonly files: readonly string[];
  readonly names: readonly string[];
  readonly set: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Files that others name. */
const parts = ["files-override.hcl", "other.json"];

export function bakeCases(): BakeCase[] {
  const files = readdirSync(bakeDirectory).filter((file) => /\.(hcl|json)$/.test(file) && !parts.includes(file));
  return files.sort().map((file) => {
    const text = readFileSync(join(bakeDirectory, file), "utf8");
    const words = (what: string) =>
      (new RegExp(`^# ${what}: (.*)$`, "m").exec(text)?.[1] ?? "").split(" ").filter(Boolean);
    const args = words("args");
    const after = (flag: string) => args.filter((_, index) => args[index - 1] === flag);
    const named = after("-f");
    return {
      name: file.replace(/\.\w+$/, ""),
      files: named.length > 0 ? named : [file],
      names: args.filter((word, index) => !word.startsWith("-") && !args[index - 1]?.startsWith("-")),
      set: after("--set"),
      environment: Object.fromEntries(words("env").map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])),
    };
  });
}

export function goldenPrint(name: string): unknown {
  return JSON.parse(readFileSync(join(bakeDirectory, `${name}.print`), "utf8"));
}

/** What `docker buildx bake --print` shows, read as JSON, beside a configuration of its own. Throws where it fails. */
export async function buildxPrint(
  { files, names, set, environment }: BakeCase,
  configuration: string,
): Promise<unknown> {
  const words = [...files.flatMap((file) => ["-f", file]), ...set.flatMap((each) => ["--set", each]), ...names];
  const { stdout } = await promisify(execFile)("docker", ["buildx", "bake", "--print", ...words], {
    cwd: bakeDirectory,
    env: { PATH: process.env["PATH"], HOME: configuration, DOCKER_CONFIG: configuration, ...environment },
    timeout: 60_000,
  });
  return comparable(JSON.parse(stdout));
}

/** Members of groups in order: those of a matrix are in another one each time. */
export function comparable(printed: unknown): unknown {
  const { group = {}, target } = printed as { group?: Record<string, { targets: string[] }>; target: object };
  const groups = Object.entries(group).map(([name, { targets }]) => [name, { targets: [...targets].sort() }]);
  return { group: Object.fromEntries(groups), target };
}
