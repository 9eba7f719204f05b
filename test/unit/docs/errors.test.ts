import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { exitCodes } from "../../../src/errors.ts";

test("the guide tells of every error code, and of its exit status", async () => {
  const page = await readFile(new URL("../../../docs/guide/errors.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| ([A-Z_]+) \| ([^|]+) \|/gm)].map(([, code, status]) => [code, status!.trim()]);
  const special: Record<string, string> = { COMMAND_FAILED: "its own", NOT_READY: "1, or the container's" };
  const expected = Object.entries(exitCodes).map(([code, status]) => [code, special[code] ?? String(status)]);
  assert.deepEqual(rows, expected);
});
