import assert from "node:assert/strict";
import { lstatSync } from "node:fs";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { shimFront } from "../../../../src/engine/embedded/shim-front.ts";
import { runProgram } from "../../../support/program.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

interface FrontOptions {
  readonly version?: string;
  /** Of the bundle, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A root with the front before a shim that tells its version, or else what it was called with. */
async function front(directory: string, { version = "1.7.24~ds1", files = {} }: FrontOptions = {}) {
  const programs = join(directory, "programs");
  const bundle = join(directory, "bundle");
  await mkdir(programs, { recursive: true });
  await mkdir(bundle, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(bundle, name), content);
  const script = `#!/bin/sh\n[ "$1" = -v ] && { printf 'shim:\\n  Version:  ${version}\\n'; exit; }\necho "shim $*"; cat\n`;
  await writeFile(join(programs, "containerd-shim-runc-v2"), script, { mode: 0o755 });
  const made = shimFront(directory, [programs]);
  assert.ok(made, "this processor has a front");
  await made.open();
  const call = async (words: readonly string[], input = "", environment = {}) => {
    const env = { PATH: process.env["PATH"], MAX_SHIM_VERSION: "2", ...environment };
    return await runProgram(join(made.directory, "containerd-shim-runc-v2"), words, { cwd: bundle, env, input });
  };
  const isKnown = () => lstatSync(join(made.directory, "known"), { throwIfNoEntry: false }) !== undefined;
  return { call, isKnown };
}

const named = ["-namespace", "nobody", "-address", "/run/x.sock", "-publish-binary", "/bin/true", "-id", "nothing"];
const deletion = [...named, "-bundle", "/nowhere", "delete"];
const start = [...named, "start"];
const options = (value: string) => {
  const type = "containerd.runc.v1.Options";
  return `\x0a${String.fromCharCode(type.length)}${type}\x12${String.fromCharCode(value.length)}${value}`;
};

describe("the shim's front", () => {
  test("answers by itself for a container of which the runtime knows nothing", async () => {
    await using directory = await temporaryDirectory();
    const { call } = await front(directory.path, { files: { "options.json": "{}", "init.pid": "5" } });
    const { exitCode, stdout } = await call(deletion);
    assert.equal(exitCode, 0);
    // Pid 5, exit status 137, and a time.
    assert.match(stdout, /^\x08\x05\x10/);
    assert.doesNotMatch(stdout, /shim/);
  });

  const ofTheShim: readonly (readonly [name: string, words: string[], given: FrontOptions & { input?: string }])[] = [
    ["an unknown word", [...named, "-debug", "start"], {}],
    ["another action", [...named, "info"], {}],
    ["a missing value", ["-namespace", "start"], {}],
    ["a deletion where nothing says how the container was made", deletion, {}],
    ["a deletion of a runtime with its own place", deletion, { files: { "options.json": '{"root":"/run/mine"}' } }],
    ["a start without a spec", start, {}],
    [
      "a start in a shim that others have",
      start,
      { files: { "config.json": '{"annotations":{"io.containerd.runc.v2.group":"a"}}' } },
    ],
    ["a start in a control group", start, { files: { "config.json": "{}" }, input: options("\x08\x01\x1a\x06/group") }],
    ["a start with options of another runtime", start, { files: { "config.json": "{}" }, input: "\x0a\x03abc" }],
    ["a start with what is no message", start, { files: { "config.json": "{}" }, input: "shim" }],
    ["a shim of containerd 2", deletion, { version: "2.1.0", files: { "options.json": "{}" } }],
  ];
  for (const [name, words, { input = "", ...given }] of ofTheShim) {
    test(`leaves to the shim ${name}, with all that it was given`, async () => {
      await using directory = await temporaryDirectory();
      const { call } = await front(directory.path, given);
      const { stdout } = await call(words, input);
      assert.equal(stdout, `shim ${words.join(" ")}\n${input}`);
    });
  }

  test("leaves everything to the shim where containerd is of another protocol", async () => {
    await using directory = await temporaryDirectory();
    const { call } = await front(directory.path, { files: { "options.json": "{}" } });
    const { stdout } = await call(deletion, "", { MAX_SHIM_VERSION: "3" });
    assert.equal(stdout, `shim ${deletion.join(" ")}\n`);
  });

  test("is asked for its shim's version again only where that was replaced", async () => {
    await using directory = await temporaryDirectory();
    const { isKnown } = await front(directory.path);
    const programs = join(directory.path, "programs");
    shimFront(directory.path, [programs]); // Not opened.
    assert.equal(isKnown(), true);
    await appendFile(join(programs, "containerd-shim-runc-v2"), "\n");
    shimFront(directory.path, [programs]);
    assert.equal(isKnown(), false);
  });

  test("is left out where there is no shim", async () => {
    await using directory = await temporaryDirectory();
    assert.equal(shimFront(directory.path, [directory.path]), undefined);
  });
});
