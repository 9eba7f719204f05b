import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

test("the prompt shows no secret, in results, output and errors, and draws what is typed at once", async () => {
  await using world = await testWorld();
  await using home = await temporaryDirectory();
  const env = { XDG_CONFIG_HOME: join(home.path, "config"), TOKEN: "shell-secret" };
  await using prompt = await world.terminal([], { cwd: home.path, env });
  await prompt.until(/^1›/m);
  await prompt.enter('await secret("TOKEN").value()');
  await prompt.until(/^'\*\*\*'\n2›/m);
  await prompt.enter("[{ name: process.env.TOKEN }, { name: 1 }]");
  await prompt.until(/^\*\*\* *\n1 *\n3›/m);
  await prompt.enter('console.log("said", process.env.TOKEN)');
  await prompt.until(/^said \*\*\*\n4›/m);
  await prompt.enter("throw new Error(process.env.TOKEN)");
  await prompt.until(/^Error: \*\*\*\n5›/m);
  await prompt.type("shell-s");
  await prompt.until(/^5› shell-s$/m);
  await prompt.press("C-c");
  await prompt.until(/^6›/m); // Before it, Ctrl-D would be the terminal's own, and lost.
  await prompt.press("C-d");
  assert.equal(await prompt.exitCode(), 0);
});
