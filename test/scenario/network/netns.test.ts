import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { createNetns, deleteNetns, netnsIds } from "../../../src/network/netns.ts";
import { enlistDeputy } from "../../../src/platform/deputy/ask.ts";
import { newId, privateNetworks } from "../../support/private-network.ts";
import { programOutput } from "../../support/program.ts";

afterEach(() => enlistDeputy(undefined));

for (const way of ["a deputy", "a program"]) {
  describe(`a network namespace that ${way} makes`, () => {
    test("is one that ip knows, with its loopback up, until it is deleted", async () => {
      await using networks = await privateNetworks();
      const { settings } = networks;
      if (way === "a deputy") enlistDeputy(join(settings.root, "bin"));
      const id = newId();
      const path = await createNetns(settings, id);
      assert.equal(existsSync(join(settings.root, "bin")), way === "a deputy");
      const words = ["-n", basename(path), "-brief", "address", "show"];
      assert.match(await programOutput("ip", words), /^lo +UNKNOWN +127\.0\.0\.1\/8 ::1\/128/);
      assert.match(await programOutput("ip", ["netns", "list"]), new RegExp(`^${basename(path)}\\b`, "m"));
      assert.deepEqual(await netnsIds(settings), [id.slice(0, 12)]);
      await deleteNetns(settings, id);
      await deleteNetns(settings, id);
      assert.deepEqual(await netnsIds(settings), []);
    });

    test("takes the place of one that an earlier start has left", async () => {
      await using networks = await privateNetworks();
      const { settings } = networks;
      if (way === "a deputy") enlistDeputy(join(settings.root, "bin"));
      const id = newId();
      const path = await createNetns(settings, id);
      await programOutput("ip", ["-n", basename(path), "link", "add", "old0", "type", "bridge"]);
      await createNetns(settings, id);
      assert.doesNotMatch(await programOutput("ip", ["-n", basename(path), "link"]), /old0/);
      await deleteNetns(settings, id);
    });
  });
}
