import assert from "node:assert/strict";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FifoSpares, fifoSparesDirectory } from "../../../../src/container/streams/fifo-spares.ts";
import { programOutput } from "../../../support/program.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("FIFOs", () => {
  test("are made as asked for at first, and from the second time on ahead, for the next ones to take", async () => {
    await using directory = await temporaryDirectory();
    const spares = FifoSpares.in(directory.path);
    const kept = async () => (await readdir(fifoSparesDirectory(directory.path), { recursive: true })).length - 1;
    const place = async (...names: string[]) => {
      const paths = names.map((name) => join(directory.path, name));
      await spares.place(paths);
      const kinds = await Promise.all(paths.map(async (path) => (await stat(path)).isFIFO()));
      assert.deepEqual(new Set(kinds), new Set([true]));
    };
    await place("a", "b");
    assert.deepEqual((await readdir(directory.path)).sort(), ["a", "b"]);
    await place("c", "d");
    const many = await kept();
    await place("e", "f", "g");
    assert.equal(await kept(), many - 3);
  });

  test("that were made ahead go when the process ends", async () => {
    await using directory = await temporaryDirectory();
    const paths = ["a", "b"].map((name) => JSON.stringify(join(directory.path, name)));
    const module = JSON.stringify(new URL("../../../../src/container/streams/fifo-spares.ts", import.meta.url).href);
    const program = `import { FifoSpares } from ${module};
      const spares = FifoSpares.in(${JSON.stringify(directory.path)});
      for (const path of [${paths.join()}]) await spares.place([path]);
      process.stdout.write(process.pid + "");`;
    await writeFile(join(directory.path, "program.mts"), program);
    const pid = await programOutput(process.execPath, ["--import", "tsx", join(directory.path, "program.mts")]);
    assert.match(pid, /^\d+$/);
    assert.deepEqual(await readdir(fifoSparesDirectory(directory.path)), []);
  });

  test("asked for by many at once are all there, and few too many", async () => {
    await using directory = await temporaryDirectory();
    const spares = FifoSpares.in(directory.path);
    const paths = Array.from({ length: 40 }, (_, i) => join(directory.path, String(i)));
    await Promise.all(paths.map((path) => spares.place([path])));
    for (const path of paths) assert.ok((await stat(path)).isFIFO());
    assert.ok((await readdir(fifoSparesDirectory(directory.path), { recursive: true })).length < 20);
  });
});
