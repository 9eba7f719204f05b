import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTerminal } from "../../support/terminal.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/**
 * Runs the words that follow the file, and writes their exit status into it. The kernel tells the first process of a terminal alone that this
 * has gone away: as shells do, it passes that on.
 */
const script = `
  file=$1; shift; exec 3<&0
  "$@" <&3 & trap "kill -HUP $!" HUP
  wait $!; wait $!
  echo $? >"$file.draft"; mv "$file.draft" "$file"`;

describe("a command whose terminal goes away", () => {
  for (const [what, flags, words] of [
    ["attached to a terminal", ["-it"], ["sh", "-c", "echo here; cat"]],
    ["without one of its own", [], ["sh", "-c", "trap 'exit 0' HUP; echo here; while :; do sleep 0.05; done"]],
  ] as const) {
    test(`cleans up, and ends by SIGHUP: run ${what}`, async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      await world.nerdsh(["run", "--rm", "--network", "none", "busybox", "true"]);
      const earlier = await world.census();
      const status = join(directory.path, "status");
      {
        const run = ["run", "--rm", "--network", "none", ...flags, "busybox", ...words];
        const command = ["sh", "-c", script, "sh", status, ...nerdshCommand(), ...run] as const;
        await using terminal = await openTerminal(command, { env: nerdshEnvironment(world.env) });
        await terminal.until(/here/);
      }
      await until("it has ended", () => existsSync(status));
      assert.equal(await readFile(status, "utf8"), "129\n");
      assert.deepEqual(diff(earlier, await world.census()), {});
    });
  }
});
