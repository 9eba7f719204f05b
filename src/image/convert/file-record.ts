import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { recordedPaths } from "./plan/file-order.ts";

/** The paths in an optimizer's record; undefined where there is no record. */
export async function readRecord(cwd: string, file: string | undefined): Promise<readonly string[] | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(resolve(cwd, file), "utf8").catch((cause) => {
    throw new NerdError("INVALID_VALUE", `cannot read the record of files ${file}`, { cause });
  });
  return recordedPaths(text, file);
}
