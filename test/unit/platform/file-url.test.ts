import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { fileUrl } from "../../../src/platform/file-url.ts";

const paths: readonly string[] = [
  "/home/user/ci.nerd.ts",
  "/with two words/and%20one/ci.nerd.ts",
  "/what?/#1/ci.nerd.ts",
  "/back\\slash/tab\t/line\n/return\r/ci.nerd.ts",
  "/[a]/{b}/(c)/<d>/^e/|f/`g/~h/@i/:j/&k/'l'/\"m\".ts",
  "/größe/☂/𝒳.ts",
];

test("the URL of a file is the one that Node gives, whatever its name", () => {
  assert.deepEqual(
    paths.map(fileUrl),
    paths.map((path) => pathToFileURL(path).href),
  );
});
