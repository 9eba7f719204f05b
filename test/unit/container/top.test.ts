import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseProcesses } from "../../../src/container/top.ts";

const output = `UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 10:00 ?        00:00:01 /sbin/init
root         120       1  0 10:01 ?        00:00:00 sleep 1000  # and more
guest        121     120  0 10:01 pts/0    00:00:00 sh -c true
`;

describe("top", () => {
  test("shows the rows of the container's processes, the command in one piece", () => {
    assert.deepEqual(parseProcesses(output, [120, 121, 999]), {
      titles: ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
      processes: [
        ["root", "120", "1", "0", "10:01", "?", "00:00:00", "sleep 1000 # and more"],
        ["guest", "121", "120", "0", "10:01", "pts/0", "00:00:00", "sh -c true"],
      ],
    });
  });

  test("needs the PID to tell whose a row is", () => {
    assert.throws(() => parseProcesses("COMMAND\nsleep\n", [1]), { message: "couldn't find PID field in ps output" });
  });
});
