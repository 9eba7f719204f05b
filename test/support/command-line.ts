import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bundle, dist, isBundleStale } from "../../scripts/bundle.ts";
import { lockFile } from "./file-lock.ts";
import { testCache } from "./test-cache.ts";
import { testWorld } from "./world.ts";

/**
 * From here on this process's tests call the bundle, which is what ships, and starts in a third of the source's time. Where the
 * caller has chosen another nerdsh, it stays.
 */
export async function useBundle(): Promise<void> {
  if (process.env["NERDSH_TEST_BIN"]) return;
  process.env["NERDSH_TEST_BIN"] = await bundledMain();
}

let ready: Promise<string> | undefined;

/** The script that ships, made where it is not there or older than its sources. */
export async function bundledMain(): Promise<string> {
  ready ??= freshBundle();
  return await ready;
}

async function freshBundle(): Promise<string> {
  const locks = join(testCache(), "locks");
  await mkdir(locks, { recursive: true });
  await using _lock = await lockFile(join(locks, "bundle"));
  if (isBundleStale()) await bundle();
  return join(dist, "main.cjs");
}

/** Before a file's tests: engine, busybox and the default network are there, so that each test sees only what it does itself. */
export async function readyCommandLine(): Promise<void> {
  await useBundle();
  await using world = await testWorld();
  const { exitCode, stderr } = await world.nerdsh(["run", "--rm", "busybox", "true"]);
  assert.equal(exitCode, 0, stderr);
}
