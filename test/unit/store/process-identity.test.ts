import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { isRunning, processIdentity } from "../../../src/store/process-identity.ts";

describe("a process identity", () => {
  test("is that of a running process, this one by default", () => {
    const identity = processIdentity();
    assert.match(identity ?? "", new RegExp(`^${process.pid}-\\d+-[0-9a-f]{8}$`));
    assert.ok(isRunning(identity ?? ""));
  });

  test("ends with its process, though a later one may get the pid", async () => {
    const child = spawn("sleep", ["60"]);
    const identity = processIdentity(child.pid) ?? "";
    assert.ok(isRunning(identity));
    const [pid, start, boot] = identity.split("-");
    assert.equal(isRunning(`${pid}-${Number(start) - 1}-${boot}`), false);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isRunning(identity), false);
  });

  test("is none for a pid that nobody has, and nonsense runs nowhere", () => {
    assert.equal(processIdentity(2 ** 22 + 1), undefined);
    assert.equal(isRunning("0-0-00000000"), false);
    assert.equal(isRunning(""), false);
  });
});
