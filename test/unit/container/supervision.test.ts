import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { isReplaced, leavePlace } from "../../../src/container/supervision.ts";
import { shortHash } from "../../../src/settings/address-hash.ts";
import { replaceFile } from "../../../src/store/atomic-file.ts";
import { processIdentity } from "../../../src/store/process-identity.ts";

const dataStore = "/var/lib/nerdctl/1935db59";
const namespace = "default";

/** The place of a supervisor, taken by whom it is told; gone with the block. */
async function takenPlace(identity: string) {
  const runtimeDir = await mkdtemp(join(tmpdir(), "supervision-"));
  const file = join(runtimeDir, "supervisors", `${shortHash(dataStore)}-${namespace}`);
  await replaceFile(file, identity);
  return {
    settings: { dataStore, namespace, runtimeDir },
    identity: () => readFile(file, "utf8").catch(() => undefined),
    take: (other: string) => writeFile(file, other),
    [Symbol.asyncDispose]: () => rm(runtimeDir, { recursive: true }),
  };
}

const own = processIdentity()!;

describe("the supervisor's place", () => {
  test("is given up where nothing is left to do", async () => {
    await using place = await takenPlace(own);
    assert.equal(await leavePlace(place.settings, async () => false), true);
    assert.equal(await place.identity(), undefined);
  });

  test("is nobody's while its supervisor looks around once more, and its own again where something is left", async () => {
    await using place = await takenPlace(own);
    const isNeeded = async () => (await place.identity()) === undefined;
    assert.equal(await leavePlace(place.settings, isNeeded), false);
    assert.equal(await place.identity(), own);
  });

  test("stays its own where that look fails, as with an engine that goes away: it is still there", async () => {
    await using place = await takenPlace(own);
    await assert.rejects(
      leavePlace(place.settings, async () => assert.fail("the engine went away")),
      /went away/,
    );
    assert.equal(await place.identity(), own);
  });

  test("is left as it is where it is another's", async () => {
    const parent = processIdentity(process.ppid)!;
    await using place = await takenPlace(parent);
    assert.equal(await isReplaced(place.settings), true);
    assert.equal(await leavePlace(place.settings, async () => assert.fail("not asked")), true);
    assert.equal(await place.identity(), parent);
  });

  test("is not another's where it is nobody's, its own, or that of a process that has ended", async () => {
    await using place = await takenPlace(own);
    assert.equal(await isReplaced(place.settings), false);
    await place.take(`${process.pid}-1-00000000`);
    assert.equal(await isReplaced(place.settings), false);
    await rm(join(place.settings.runtimeDir, "supervisors"), { recursive: true });
    assert.equal(await isReplaced(place.settings), false);
    assert.deepEqual(await readdir(place.settings.runtimeDir), []);
  });
});
