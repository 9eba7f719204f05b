import { NerdError } from "../../errors.ts";
import { isRecord } from "./bake-fields.ts";

export type Json = unknown;
export type Blocks = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What bake files say, before variables are filled in. */
export interface BakeFile {
  readonly variable: Blocks;
  readonly group: Blocks;
  readonly target: Blocks;
}

const blocks = ["variable", "group", "target"] as const;

/** Reads `docker-bake.json`. Throws INVALID_VALUE; UNSUPPORTED for what HCL alone can say. */
export function parseBakeFile(text: string, file: string): BakeFile {
  let parsed: Json;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw isHcl(text)
      ? hclRefused(file)
      : new NerdError("INVALID_VALUE", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isRecord(parsed)) throw new NerdError("INVALID_VALUE", `${file} is not an object`);
  const unknown = Object.keys(parsed).filter((key) => !blocks.some((name) => name === key));
  if (unknown.includes("function"))
    throw new NerdError("UNSUPPORTED", `${file}: functions of HCL are not evaluated`, { hint: "write their values" });
  if (unknown.length > 0) {
    throw new NerdError("INVALID_VALUE", `${file} has no block ${unknown[0]}`, {
      hint: `blocks are ${blocks.join(", ")}`,
    });
  }
  const of = (name: (typeof blocks)[number]) => blocksOf(parsed[name] ?? {}, `${file}: ${name}`);
  return { variable: of("variable"), group: of("group"), target: of("target") };
}

/** Later files add to earlier ones, field by field. */
export function mergedBakeFiles(files: readonly BakeFile[]): BakeFile {
  const merged = (name: keyof BakeFile): Blocks => {
    const all: Record<string, Record<string, Json>> = {};
    for (const file of files) {
      for (const [key, block] of Object.entries(file[name])) all[key] = mergedBlock(all[key] ?? {}, block);
    }
    return all;
  };
  return { variable: merged("variable"), group: merged("group"), target: merged("target") };
}

export function hclRefused(file: string): NerdError {
  return new NerdError("UNSUPPORTED", `HCL is not read: ${file}`, {
    hint: "docker buildx bake --print writes the same as JSON; keep that as docker-bake.json",
  });
}

function mergedBlock(less: Readonly<Record<string, Json>>, more: Readonly<Record<string, Json>>): Record<string, Json> {
  const entries = Object.entries(more).map(([key, value]) => {
    const before = less[key];
    return [key, isRecord(before) && isRecord(value) ? { ...before, ...value } : value] as const;
  });
  return { ...less, ...Object.fromEntries(entries) };
}

function blocksOf(value: Json, where: string): Blocks {
  if (!isRecord(value)) throw new NerdError("INVALID_VALUE", `${where} is not an object`);
  for (const [name, block] of Object.entries(value)) {
    if (!isRecord(block)) throw new NerdError("INVALID_VALUE", `${where}.${name} is not an object`);
  }
  return value as Blocks; // As has just been looked at.
}

function isHcl(text: string): boolean {
  return /^\s*(target|group|variable|function)\s*("|\{)/m.test(text);
}
