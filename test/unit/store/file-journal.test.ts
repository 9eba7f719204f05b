import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FileJournal } from "../../../src/store/file-journal.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** A process that journals two steps of one operation and is then killed, in the middle of it. */
async function killedInTheMiddle(dataStore: string): Promise<void> {
  const program = `
    import { FileJournal } from ${JSON.stringify(new URL("../../../src/store/file-journal.ts", import.meta.url).href)};
    const journal = new FileJournal(${JSON.stringify(dataStore)});
    await journal.append("start", { kind: "port", id: "tcp/8080" });
    await journal.append("start", { kind: "netns", id: "c0ffee" });
    console.log((await journal.abandoned()).size);
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await once(child.stdout, "data");
  assert.equal(`${printed}`, "0\n", "an operation that still runs is not abandoned");
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the file journal", () => {
  test("has, oldest first, the records of an operation whose process was killed", async () => {
    await using directory = await temporaryDirectory();
    await killedInTheMiddle(directory.path);
    const journal = new FileJournal(directory.path);
    assert.deepEqual(
      [...(await journal.abandoned())],
      [
        [
          "start",
          [
            { kind: "port", id: "tcp/8080" },
            { kind: "netns", id: "c0ffee" },
          ],
        ],
      ],
    );
    await journal.clear("start");
    assert.deepEqual(await readdir(join(directory.path, "journal")), []);
  });

  test("leaves out what runs in this process, and leaves no file once that is done", async () => {
    await using directory = await temporaryDirectory();
    const journal = new FileJournal(directory.path);
    await journal.append("one", { kind: "port", id: "tcp/80" });
    await journal.append("two", { kind: "port", id: "tcp/81" });
    assert.equal((await journal.abandoned()).size, 0);
    await journal.clear("one");
    await journal.clear("two");
    await journal.clear("never begun");
    assert.deepEqual(await readdir(join(directory.path, "journal")), []);
  });

  test("is empty where nothing was ever written", async () => {
    await using directory = await temporaryDirectory();
    assert.equal((await new FileJournal(directory.path).abandoned()).size, 0);
  });
});
