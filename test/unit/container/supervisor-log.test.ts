import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { logOfSupervisor, supervisorFaults } from "../../../src/container/supervisor-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the log of a supervisor", () => {
  test("tells of each namespace of a data store what fails, as long as nothing was said after", async () => {
    await using directory = await temporaryDirectory();
    const store = { dataStore: "/var/lib/nerdctl/1935db59", runtimeDir: directory.path };
    const other = { ...store, dataStore: "/var/lib/nerdctl/0" };
    assert.deepEqual(supervisorFaults(store), []);
    const log = (namespace: string, ...line: ["error" | "note", string]) => {
      return logOfSupervisor({ ...store, namespace }, ...line);
    };
    log("b.log", "note", "process 1 begins");
    log("b.log", "error", "names: no\n    at all");
    log("a", "error", "names: no");
    log("well", "error", "names: no");
    log("well", "note", "all is well again");
    logOfSupervisor({ ...other, namespace: "a" }, "error", "elsewhere");
    const faults = supervisorFaults(store);
    assert.deepEqual(
      faults.map(({ namespace, message }) => [namespace, message]),
      [
        ["a", "names: no"],
        ["b.log", "names: no at all"],
      ],
    );
    const [, { log: path, time }] = faults as [unknown, (typeof faults)[0]];
    assert.match(
      readFileSync(path, "utf8"),
      new RegExp(`^\\S+Z note process 1 begins\n${time} error names: no at all\n$`),
    );
  });

  test("is nobody's trouble where it cannot be written", async () => {
    logOfSupervisor({ dataStore: "/", namespace: "default", runtimeDir: "/dev/null" }, "error", "lost");
  });
});
