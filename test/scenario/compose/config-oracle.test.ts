import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { composeConfigCommand } from "../../../src/commands/compose/config.ts";
import { parseArgv } from "../../../src/commands/parse-argv.ts";
import { resolveCommand } from "../../../src/commands/table.ts";
import type { Context } from "../../../src/context.ts";

const run = promisify(execFile);
const cases = fileURLToPath(new URL("../../fixtures/compose/cases", import.meta.url));
const environment = {
  PATH: `${process.env["PATH"]}:/usr/libexec/docker/cli-plugins`, // Where the plugin may lie alone.
  HOME: "/home/ada",
  SET: "value",
  EMPTY: "",
  FLAG: "true",
  HALF: "0.5",
  MEM: "64m",
  COUNT: "3",
  PORT: "8080",
};

/** What a case says of how it is called: flags of the group, services, and where. */
function callOf(name: string): { flags: string[]; services: string[]; cwd: string } {
  const directory = join(cases, name);
  const words = (file: string) => {
    const path = join(directory, file);
    return existsSync(path) ? readFileSync(path, "utf8").trim().split(/\s+/) : [];
  };
  return { flags: words("args"), services: words("services"), cwd: join(directory, ...words("cwd")) };
}

/** By the plugin itself, which `docker compose` starts twice: once to be told that it is there. */
async function docker(cwd: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run("docker-compose", words, { cwd, env: environment, encoding: "utf8" });
  return stdout;
}

/** The real command, in this process: it needs no engine. */
async function nerdsh(cwd: string, words: readonly string[]): Promise<string> {
  const resolved = resolveCommand(["compose", ...words]);
  assert.ok(resolved.kind === "command");
  const options = parseArgv(composeConfigCommand, resolved.rest);
  // `config` reads nothing else of its context.
  const context = { environment, cwd, emit: () => {} } as unknown as Context;
  return await composeConfigCommand.execute(context, options);
}

async function compare(cwd: string, words: readonly string[]): Promise<void> {
  const [ours, theirs] = await Promise.all([nerdsh(cwd, words), docker(cwd, words)]);
  assert.equal(ours, theirs);
}

describe("compose config, beside docker compose", { concurrency: 2 }, () => {
  for (const name of readdirSync(cases)) {
    const { flags, services, cwd } = callOf(name);
    test(`prints ${name} byte for byte`, () => compare(cwd, [...flags, "config", ...services]));
    test(`has the hashes of ${name}`, () => compare(cwd, [...flags, "config", "--hash", "*"]));
  }

  for (const name of ["secrets-configs", "deploy", "host-settings", "networks", "extensions"]) {
    test(`prints ${name} as JSON`, () => compare(callOf(name).cwd, ["config", "--format", "json"]));
  }
  for (const name of ["interpolation", "override", "extends-file", "ports-short", "networks"]) {
    test(`leaves the variables of ${name}`, () => compare(callOf(name).cwd, ["config", "--no-interpolate"]));
  }
  for (const flag of ["--no-normalize", "--no-path-resolution", "--no-consistency", "--profiles"]) {
    test(`prints build-long with ${flag}`, () => compare(callOf("build-long").cwd, ["config", flag]));
  }
});
