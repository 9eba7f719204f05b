import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { apiDocsModule } from "../../../scripts/api-docs.ts";
import { apiOptionsModule } from "../../../scripts/api-options.ts";
import { callOptions } from "../../../src/shell/call-options.ts";
import { apiDocsOf, callDocs, overview } from "../../../src/shell/docs.ts";

const written = async (name: string) =>
  await readFile(fileURLToPath(new URL(`../../../src/shell/${name}`, import.meta.url)), "utf8");

class Container {}
class Own extends Container {}
const docsOf = async (name: string, { value, owner }: { value?: unknown; owner?: unknown } = {}) =>
  await apiDocsOf({ name, value, owner, isFull: false }, { exports: { Container } });

describe("the documentation of the API at the prompt", () => {
  test("is what the TSDoc says: run npm run docs after a change of it", async () => {
    // A diff would fill screens.
    assert.ok((await written("api-docs.ts")) === apiDocsModule(), "src/shell/api-docs.ts is stale");
    assert.ok((await written("api-options.ts")) === apiOptionsModule(), "src/shell/api-options.ts is stale");
  });

  test("knows globals, their members, and members of what a name holds, by class or by what that extends", async () => {
    assert.match(
      (await docsOf("run"))!,
      /^run\(image: ImageInput, options\?: RunOptions\): .*\nrun\(image: .*\nStarts a container/,
    );
    assert.match((await docsOf("service"))!, /^service\(image: ImageInput, options\?: ServiceOptions\): Service\n/);
    assert.match((await docsOf("pull"))!, /^pull\(reference: string, options\?: PullOptions\): .*\nFetches an image/);
    assert.match((await docsOf("network.create"))!, /^create\(.*\nMakes a network/);
    assert.match((await docsOf("web.stop", { owner: new Container() }))!, /^stop\(.*\nAsks it to end/);
    assert.match((await docsOf("web.stop", { owner: new Own() }))!, /^stop\(/);
    assert.match((await docsOf("web", { value: new Container() }))!, /^class Container\n.*\nContainer has .*\.exec/s);
    assert.equal(await docsOf("nowhere"), undefined);
  });

  test("lists the options of a call, its own too, with a few words on each where all is asked for", async () => {
    const docs = async (call: string, isFull: boolean) =>
      callDocs(call, { options: await callOptions(call), examples: [] }, { isFull, columns: 80 });
    assert.match(
      await docs("run", false),
      /^\noptions \(\?\?run explains them\):\n {2}env, secrets, network, volume, ready, services, /,
    );
    assert.match(await docs("run", true), /^ {2}ready {16}When it is ready: all of these\n/m);
    assert.match(await docs("service", true), /^ {2}reuse {16}Leave it running for the next run, /m);
    assert.equal(await docs("nowhere", false), "");
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
