import assert from "node:assert/strict";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { History } from "../../../src/shell/history.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the history", () => {
  test("is shared by prompts, private, and keeps entries of several lines whole", async () => {
    await using home = await temporaryDirectory();
    const file = join(home.path, "nerdsh/history");
    const [first, second] = [await History.open(file), await History.open(file)];
    await first.add("one");
    await second.add("two\nlines");
    const later = await History.open(file);
    assert.deepEqual(
      [later.older(2, ""), later.older(1, "")],
      [
        { position: 1, entry: "two\nlines" },
        { position: 0, entry: "one" },
      ],
    );
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  test("keeps neither repetitions nor what begins with a space", async () => {
    const history = await History.open(undefined);
    for (const entry of ["one", "one", " secret", "  ", "two"]) await history.add(entry);
    assert.equal(history.length, 2);
  });

  test("finds by prefix", async () => {
    const history = await History.open(undefined);
    for (const entry of ["run a", "stop a", "run b"]) await history.add(entry);
    assert.deepEqual(
      [history.older(2, "run"), history.newer(0, "run"), history.older(1, "stop")],
      [{ position: 0, entry: "run a" }, { position: 2, entry: "run b" }, undefined],
    );
  });

  test("survives a line that was cut short, and a home that is a file", async () => {
    await using home = await temporaryDirectory();
    const file = join(home.path, "history");
    await writeFile(file, '"one"\n"tw');
    assert.equal((await History.open(file)).length, 1);
    const history = await History.open(join(file, "below-a-file"));
    await history.add("kept in memory");
    assert.equal(history.length, 1);
  });
});
