import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { driverOf, parseLogConfig } from "../../../../src/container/logs/log-options.ts";
import { installLogger, logTarget } from "../../../../src/container/logs/logger.ts";
import { isNerdError } from "../../../../src/errors.ts";
import { logDirectory, RunningLogger, recorded } from "../../native/running-logger.ts";

const parse = (logDriver: string, logOpt: Readonly<Record<string, string>> = {}) =>
  parseLogConfig({ logDriver, logOpt });
const unsupported = (error: unknown) => isNerdError(error, "UNSUPPORTED");

describe("installLogger", () => {
  test("writes a logger that works, once", async () => {
    await using directory = await logDirectory();
    const bin = join(directory.path, "new/bin");
    const installed = await Promise.all([installLogger(bin), installLogger(bin)]);
    const [logger] = installed;
    assert.deepEqual(installed[1], logger);
    assert.equal(logger.kind, "native");
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
      assert.equal(logger.kind, "native");
      const checkedIn = join(import.meta.dirname, `../../../../native/bin/logger-${architecture}`);
      assert.ok((await readFile(logger.path)).equals(await readFile(checkedIn)));
    }
  });

  test("falls back to perl, which keeps files only, and says what is missing without", async () => {
    await using directory = await logDirectory();
    const host = { architecture: "riscv64", perl: "/usr/bin/perl" };
    const logger = await installLogger(directory.path, host);
    assert.equal(logger.kind, "perl");
    await using running = new RunningLogger([logger.path], "json-file", directory.file);
    await running.write("stderr", "perl\n");
    await running.end();
    assert.equal((await recorded(directory.file)).stderr.toString(), "perl\n");
    assert.throws(() => logTarget(logger, "/l", parse("journald")), unsupported);
    const none = installLogger(directory.path, { ...host, perl: join(directory.path, "no-perl") });
    await assert.rejects(none, (error) => isNerdError(error, "UNSUPPORTED") && /perl-base/.test(error.hint ?? ""));
  });
});

test("a log URI has one pair: driver with options, and file", () => {
  const logger = { kind: "native", path: "/opt/a b?/logger" } as const;
  assert.equal(
    logTarget(logger, "/var/lib/c&d=1-json.log", parse("json-file", { "max-size": "10m", "max-file": "3" })).stdout,
    "binary:///opt/a%20b%3F/logger?json-file%2Cmax-size%3D10000000%2Cmax-file%3D3=%2Fvar%2Flib%2Fc%26d%3D1-json.log",
  );
  assert.match(logTarget(logger, "/f", parse("none")).stdout, /logger\?none=%2Ff$/);
  assert.equal(logTarget(logger, "/f", parse("file:///var/log/web")).stdout, "file:///var/log/web");
});

describe("parseLogConfig", () => {
  for (const [driver, options, words] of [
    ["json-file", {}, []],
    ["json-file", { "max-size": "512k" }, ["max-size=512000"]],
    ["json-file", { "max-size": "1.5G" }, ["max-size=1500000000"]],
    ["json-file", { "max-size": "100" }, ["max-size=100"]],
    ["json-file", { "max-size": "10MB", mode: "blocking", compress: "false" }, ["max-size=10000000"]],
    ["json-file", { "max-size": "-1", "max-file": "2" }, ["max-file=2"]],
    ["local", {}, ["max-size=20000000", "max-file=5"]],
    ["local", { "max-size": "1m" }, ["max-size=1000000", "max-file=5"]],
    ["journald", { tag: "{{.Name}}" }, []],
    ["syslog", { "syslog-address": "udp://127.0.0.1" }, ["date=1", /^zone=\d+$/]],
    ["syslog", { "syslog-address": "tcp://[::1]:1514", "syslog-format": "rfc5424" }, ["stream=1"]],
    [
      "syslog",
      { "syslog-address": "unixgram:///s", "syslog-format": "rfc5424micro", "syslog-facility": "local7" },
      ["fraction=6"],
    ],
    ["fluentd", {}, []],
    ["fluentd", { "fluentd-async": "true", "fluentd-buffer-limit": "2m" }, ["async=1", "limit=2097152"]],
    ["fluentd", { "fluentd-retry-wait": "1500ms", "fluentd-max-retries": "4" }, ["wait=2", "tries=4"]],
    ["none", {}, []],
  ] as const) {
    test(`reads ${driver} with ${JSON.stringify(options)}`, () => {
      const config = parse(driver, options);
      assert.ok("driver" in config);
      const found = driverOf(config).words(config.options);
      assert.equal(found.length, words.length, String(found));
      for (const [index, word] of words.entries()) {
        if (typeof word === "string") assert.equal(found[index], word);
        else assert.match(found[index]!, word);
      }
    });
  }

  for (const [driver, options, code, message] of [
    ["json-file", { "max-size": "big" }, "INVALID_VALUE", "not a log size: big"],
    ["json-file", { "max-size": "0" }, "INVALID_VALUE", "not a log size: 0"],
    ["json-file", { "max-file": "0" }, "INVALID_VALUE", "max-file cannot be less than 1: 0"],
    ["json-file", { "max-sise": "1m" }, "UNKNOWN_OPTION", "unknown log opt 'max-sise' for json-file log driver"],
    ["json-file", { compress: "true" }, "UNSUPPORTED", /compress/],
    ["json-file", { mode: "non-blocking" }, "UNSUPPORTED", /non-blocking/],
    ["json-file", { mode: "sometimes" }, "INVALID_VALUE", "logging mode not supported: sometimes"],
    ["json-file", { tag: "{{.Nmae}}" }, "INVALID_VALUE", "not a field of a log tag: {{.Nmae}}"],
    ["json-file", { "env-regex": "(" }, "INVALID_VALUE", /env-regex/],
    ["json-file", { "log-path": "/x" }, "UNSUPPORTED", /log-path/],
    ["none", { tag: "x" }, "INVALID_VALUE", "invalid logging opts for driver none"],
    ["jurnald", {}, "UNKNOWN_OPTION", "logger: no log driver named 'jurnald' is registered"],
    ["gelf", {}, "UNSUPPORTED", /gelf/],
    ["syslog", { "syslog-address": "ftp://x" }, "INVALID_VALUE", "invalid syslog address: ftp://x"],
    ["syslog", { "syslog-address": "tcp+tls://x" }, "UNSUPPORTED", /TLS/],
    ["syslog", { "syslog-facility": "loc" }, "INVALID_VALUE", "invalid syslog facility: loc"],
    ["syslog", { "syslog-format": "rfc1" }, "INVALID_VALUE", "invalid syslog format: rfc1"],
    ["fluentd", { "fluentd-async": "maybe" }, "INVALID_VALUE", "invalid value for fluentd-async: maybe"],
    ["fluentd", { "fluentd-address": "unix://x" }, "INVALID_VALUE", /absolute|path of a socket/],
    ["fluentd", { "fluentd-request-ack": "true" }, "UNSUPPORTED", /answers/],
    ["ftp://host/log", {}, "INVALID_VALUE", "invalid log URI: ftp://host/log"],
    ["file:///x", { tag: "x" }, "INVALID_VALUE", /log URI/],
  ] as const) {
    test(`refuses ${driver} with ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => parse(driver, options),
        (error) =>
          isNerdError(error, code) &&
          (typeof message === "string" ? error.message === message : message.test(error.message)),
      );
    });
  }
});
