import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type JournalOptions, readJournal } from "../../../src/container/logs/journal.ts";
import { until } from "../../support/condition.ts";
import { driverLogger, subject } from "./driver-logger.ts";
import { type LogDirectory, logDirectory, ownLogger, RunningLogger } from "./running-logger.ts";

const daemon = "/lib/systemd/systemd-journald";
const isInstalled = existsSync(daemon);

/** A journald with a /run of its own, since the place of its socket is fixed. */
let journald: ChildProcess;
let directory: LogDirectory;
let enter: string[];
const options = (wanted: Partial<JournalOptions> = {}): JournalOptions => ({
  ...{ id: subject.id, file: join(directory.path, "none"), programDirs: [directory.path, "/usr/bin", "/bin"] },
  ...wanted,
});

before(async () => {
  if (!isInstalled) return;
  directory = await logDirectory();
  const script = `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && exec ${daemon}`;
  journald = spawn("unshare", ["--mount", "sh", "-c", script], { stdio: "ignore" });
  enter = ["/usr/bin/nsenter", `--mount=/proc/${journald.pid}/ns/mnt`];
  // Beside /proc's root link, which leads into that mount namespace.
  await until("the journal's socket", () => existsSync(`/proc/${journald.pid}/root/run/systemd/journal/socket`));
  const wrapper = `#!/bin/sh\nexec ${enter.join(" ")} /usr/bin/journalctl "$@"\n`;
  await writeFile(join(directory.path, "journalctl"), wrapper, { mode: 0o755 });
});

after(async () => {
  if (!isInstalled) return;
  journald.kill();
  await once(journald, "exit");
  await directory[Symbol.asyncDispose]();
});

async function read(wanted?: Partial<JournalOptions>) {
  const lines: string[] = [];
  for await (const { line } of readJournal(options(wanted))) {
    lines.push(`${line.stream} ${Buffer.from(line.bytes).toString("latin1")}`);
  }
  return lines;
}

describe("the journald driver", { skip: !isInstalled && "systemd is not installed" }, () => {
  test("writes entries that journalctl finds and shows, with what was asked for", async () => {
    const log = { tag: "{{.Name}}", labels: "team", env: "STAGE" };
    await using logger = await driverLogger(directory, { driver: "journald", options: log, through: enter });
    await logger.write("stdout", "one\n");
    const following = read({ follow: true, ended: once(logger.process, "exit") });
    await until("the first line", async () => (await read()).length === 1);
    await logger.write("stderr", Buffer.from("by\xfftes \0", "latin1"));
    await until("the second", async () => (await read()).length === 2);
    await logger.write("stdout", `\n${"long ".repeat(4_000)}\n`);
    await logger.end();
    const expected = ["stdout one\n", "stderr by\xfftes \0", "stdout \n"];
    assert.deepEqual((await following).slice(0, 3), expected);
    const all = await read();
    assert.deepEqual(all.slice(0, 3), expected);
    assert.equal(
      all
        .slice(3)
        .map((text) => text.slice("stdout ".length))
        .join(""),
      `${"long ".repeat(4_000)}\n`,
    );
    assert.deepEqual(await read({ tail: 1, streams: ["stderr"] }), []);
    assert.deepEqual((await read({ streams: ["stderr"] })).length, 1);
    for await (const { line, attributes } of readJournal(options({ tail: 1 }))) {
      assert.deepEqual(attributes, { TEAM: "blue", STAGE: "test" });
      assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 60_000);
      assert.deepEqual(await read({ since: new Date(Date.parse(line.time) + 1_000) }), []);
    }
  });

  test("hands a message over as a file where it is too large for a datagram", async () => {
    // More than a socket's buffer takes, in the place of the fields that nerdsh writes down.
    const [address, fields] = [Buffer.from("\x01\0/run/systemd/journal/socket\0"), `NOTE=${"n".repeat(220_000)}\n`];
    const parts = [address, Buffer.from(`CONTAINER_ID_FULL=large\n${fields}`)].flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(part.length);
      return [length, part];
    });
    await writeFile(join(directory.path, "log-fields"), Buffer.concat(parts));
    await using logger = new RunningLogger([...enter, ...ownLogger], "journald", directory.file);
    await logger.write("stdout", "large\n");
    await logger.end();
    await until("the entry", async () => (await read({ id: "large" })).length === 1);
    assert.deepEqual(await read({ id: "large" }), ["stdout large\n"]);
  });

  test("is read with journalctl, or else says what is missing", async () => {
    await assert.rejects(read({ programDirs: ["/nonexistent"] }), { code: "ENGINE_NOT_INSTALLED" });
  });
});
