import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { apiDocsModule } from "../../../scripts/api-docs.ts";
import { apiDocsOf, overview } from "../../../src/shell/docs.ts";

const file = fileURLToPath(new URL("../../../src/shell/api-docs.ts", import.meta.url));

class Container {}
class Own extends Container {}
const docsOf = async (name: string, { value, owner }: { value?: unknown; owner?: unknown } = {}) =>
  await apiDocsOf({ name, value, owner, isFull: false }, { exports: { Container } });

describe("the documentation of the API at the prompt", () => {
  test("is what the TSDoc says: run npm run docs after a change of it", async () => {
    assert.ok((await readFile(file, "utf8")) === apiDocsModule(), "src/shell/api-docs.ts is stale"); // A diff would fill screens.
  });

  test("knows globals, their members, and members of what a name holds, by class or by what that extends", async () => {
    assert.match(
      (await docsOf("run"))!,
      /^run\(image: ImageInput, options\?: RunOptions\): .*\nrun\(image: .*\nStarts a container/,
    );
    assert.match((await docsOf("network.create"))!, /^create\(.*\nMakes a network/);
    assert.match((await docsOf("web.stop", { owner: new Container() }))!, /^stop\(.*\nAsks it to end/);
    assert.match((await docsOf("web.stop", { owner: new Own() }))!, /^stop\(/);
    assert.match((await docsOf("web", { value: new Container() }))!, /^class Container\n.*\nContainer has .*\.exec/s);
    assert.equal(await docsOf("nowhere"), undefined);
  });

  test("says a line of each in the overview, no wider than the terminal", async () => {
    const lines = (await overview(["run", "pull", "glob"], 40)).split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "  run          Starts a container from …",
      "  pull         Fetches an image from it…",
      "  and glob",
    ]);
  });
});
