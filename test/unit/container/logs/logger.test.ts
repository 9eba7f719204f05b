import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseLogConfig } from "../../../../src/container/logs/log-options.ts";
import { installLogger, logTarget, logUri } from "../../../../src/container/logs/logger.ts";
import { isNerdError } from "../../../../src/errors.ts";
import { logDirectory, RunningLogger, recorded } from "../../native/running-logger.ts";

describe("installLogger", () => {
  test("writes a logger that works, once", async () => {
    await using directory = await logDirectory();
    const bin = join(directory.path, "new/bin");
    const installed = await Promise.all([installLogger(bin), installLogger(bin)]);
    const [logger] = installed;
    assert.deepEqual(installed[1], logger);
    assert.ok(logger.kind === "native");
    assert.equal((await stat(logger.path)).mode & 0o777, 0o755);
    assert.equal((await readdir(bin)).length, 1);
    await using running = new RunningLogger([logger.path], "json-file", directory.file);
    await running.write("stdout", "installed\n");
    await running.end();
    assert.equal((await recorded(directory.file)).stdout.toString(), "installed\n");
  });

  test("embeds the checked-in binaries of both processors", async () => {
    await using directory = await logDirectory();
    for (const architecture of ["x64", "arm64"]) {
      const logger = await installLogger(directory.path, { architecture, perl: "/usr/bin/perl" });
      assert.ok(logger.kind === "native");
      const checkedIn = join(import.meta.dirname, `../../../../native/bin/logger-${architecture}`);
      assert.ok((await readFile(logger.path)).equals(await readFile(checkedIn)));
    }
  });

  test("falls back to perl, then to plain files", async () => {
    await using directory = await logDirectory();
    const host = { architecture: "riscv64", perl: "/usr/bin/perl" };
    const logger = await installLogger(directory.path, host);
    assert.ok(logger.kind === "perl");
    await using running = new RunningLogger([logger.path], "json-file", directory.file);
    await running.write("stderr", "perl\n");
    await running.end();
    assert.equal((await recorded(directory.file)).stderr.toString(), "perl\n");
    const none = await installLogger(directory.path, { ...host, perl: join(directory.path, "no-perl") });
    assert.deepEqual(none, { kind: "files" });
    assert.deepEqual(logTarget(none, "/logs/c-json.log", { driver: "json-file" }), {
      stdout: "/logs/c-json.log.stdout",
      stderr: "/logs/c-json.log.stderr",
      files: ["/logs/c-json.log.stdout", "/logs/c-json.log.stderr"],
    });
  });
});

test("a log URI has one pair: driver with options, and file", () => {
  const config = parseLogConfig("json-file", { "max-size": "10m", "max-file": "3" });
  assert.equal(
    logUri("/opt/a b?/logger", "/var/lib/c&d=1-json.log", config),
    "binary:///opt/a%20b%3F/logger?json-file%2Cmax-size%3D10000000%2Cmax-file%3D3=%2Fvar%2Flib%2Fc%26d%3D1-json.log",
  );
  assert.equal(logUri("/l", "/f", { driver: "none" }), "binary:///l?none=%2Ff");
});

describe("parseLogConfig", () => {
  for (const [options, expected] of [
    [{}, {}],
    [{ "max-size": "512k" }, { maxSize: 512_000 }],
    [{ "max-size": "1.5G" }, { maxSize: 1_500_000_000 }],
    [{ "max-size": "100" }, { maxSize: 100 }],
    [{ "max-size": "10MB" }, { maxSize: 10_000_000 }],
    [{ "max-size": "-1", "max-file": "2" }, { maxFile: 2 }],
  ] as const) {
    test(`reads ${JSON.stringify(options)}`, () => {
      assert.deepEqual(parseLogConfig("json-file", options), { driver: "json-file", ...expected });
    });
  }

  for (const [driver, options, code] of [
    ["json-file", { "max-size": "big" }, "INVALID_VALUE"],
    ["json-file", { "max-size": "0" }, "INVALID_VALUE"],
    ["json-file", { "max-file": "0" }, "INVALID_VALUE"],
    ["json-file", { "max-sise": "1m" }, "UNKNOWN_OPTION"],
    ["gelf", {}, "UNSUPPORTED"],
  ] as const) {
    test(`refuses ${driver} with ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => parseLogConfig(driver, options),
        (error) => isNerdError(error, code),
      );
    });
  }
});
