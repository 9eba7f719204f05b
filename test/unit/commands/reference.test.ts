import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { referencePages } from "../../../scripts/reference.ts";

const directory = fileURLToPath(new URL("../../../docs/reference", import.meta.url));

test("docs/reference says what the command table says: run npm run docs after a change of it", async () => {
  const names = (await readdir(directory)).sort();
  const pages = names.map(
    async (name): Promise<[string, string]> => [name, await readFile(join(directory, name), "utf8")],
  );
  const written = Object.fromEntries(await Promise.all(pages));
  assert.deepEqual(
    written,
    Object.fromEntries([...(await referencePages())].sort(([a], [b]) => a.localeCompare(b, "en"))),
  );
});
