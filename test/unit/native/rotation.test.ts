import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { describe, test } from "node:test";
import { logDirectory, loggers, RunningLogger, recorded } from "./running-logger.ts";

for (const [name, command] of Object.entries(loggers)) {
  describe(`a log of the ${name} logger`, () => {
    test("rotates under load without losing a line", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file,max-size=50000,max-file=1000", directory.file);
      const numbers = Array.from({ length: 40_000 }, (_, index) => `${index}\n`);
      await logger.write("stdout", numbers.join(""));
      await logger.end();
      const names = readdirSync(directory.path).filter((entry) => entry !== "logger-lock");
      const sizes = names.map((entry) => statSync(`${directory.path}/${entry}`).size);
      assert.ok(names.length > 50, `${names.length} files`);
      assert.ok(Math.max(...sizes) < 50_200, `${Math.max(...sizes)} bytes`);
      assert.equal((await recorded(directory.file)).stdout.toString(), numbers.join(""));
    });

    test("keeps no more files than max-file, the newest", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file,max-size=1000,max-file=3", directory.file);
      const numbers = Array.from({ length: 1000 }, (_, index) => `${index}\n`);
      await logger.write("stdout", numbers.join(""));
      await logger.end();
      assert.deepEqual(readdirSync(directory.path).sort(), ["json.log", "json.log.1", "json.log.2", "logger-lock"]);
      const kept = (await recorded(directory.file)).stdout.toString();
      assert.ok(numbers.join("").endsWith(kept));
      assert.ok(kept.length > 50);
    });

    test("begins anew at max-size where one file is kept", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file,max-size=1000", directory.file);
      await logger.write("stdout", "line\n".repeat(1000));
      await logger.end();
      assert.deepEqual(readdirSync(directory.path).sort(), ["json.log", "logger-lock"]);
      assert.ok(statSync(directory.file).size < 1100);
    });
  });
}
