import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { plainRecipe } from "./plain-recipe.ts";
import { waysOnBun, waysToStdout, writers } from "./ways-to-stdout.ts";

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

const recipe = `import { env, secret } from "nerdsh";

const early = process.stdout.write.bind(process.stdout);
env.load();
const token = secret("TOKEN");
const made = secret.command\`printf 'a %s' \${"made-secret"}\`;
console.log("printed", token, String(token), JSON.stringify([token]));
console.error("an error of", process.env.TOKEN);
console.log({ deep: [process.env.TOKEN] });
await $({ verbose: true })\`echo \${made} \${[token, "x"]}\`;
console.log((await $\`printf %s \${token}\`.quiet()).stdout === (await token.value()));
console.dir({ TOKEN: process.env.TOKEN });
if (console.write !== undefined) console.write("by Bun's ", String(process.env.TOKEN), "\\n");
else console.log("by Bun's", process.env.TOKEN);
early("bound before " + process.env.TOKEN + "\\n");
process.stdout.write("cut tok");
await new Promise((resolve) => process.stdout.write("en-of-file?", resolve));
process.stdout.write(" and an end like tok");
`;

for (const runtime of runtimes) {
  test(`secrets on ${runtime} are words of commands, and hidden in what is printed`, async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "secrets.nerd.ts");
    await writeFile(file, recipe);
    await writeFile(join(directory.path, ".env"), "TOKEN='token-of-file'\n");
    const [program, ...args] = await nerdshOn(runtime, [file]);
    const env = nerdshEnvironment({ NERDSH_ROOT: join(directory.path, "root") });
    const result = await runProgram(program, args, { cwd: directory.path, env });
    const lines = [
      'printed *** *** ["***"]',
      "{ deep: [ '***' ] }",
      "true",
      "{ TOKEN: '***' }",
      "by Bun's ***",
      "bound before ***",
      "cut ***? and an end like tok",
    ];
    assert.deepEqual(
      result.stdout.replaceAll('"***" ]', "'***' ]").replace('TOKEN: "***"', "TOKEN: '***'").split("\n"),
      lines,
      result.stderr,
    );
    assert.deepEqual(result.stderr.split("\n"), ["an error of ***", "$ echo $'***' *** x", "*** *** x", ""]);
    assert.equal(result.exitCode, 0);
  });
}

for (const runtime of ["bun", "deno"] as const) {
  test(`secrets are hidden on ${runtime} wherever a recipe, or what it imports, had stdout from before`, async () => {
    const text = `import { secret } from "nerdsh";
import { write } from "./way.ts";
write("before\\n");
secret("TOKEN");
write(process.env.TOKEN + "\\n");`;
    const ways = Object.entries({ ...waysToStdout, ...(runtime === "bun" && waysOnBun) });
    const results = ways.map(async ([way, code]) => {
      const { stdout, stderr } = await plainRecipe(runtime, { text, beside: { ...writers, "way.ts": code } });
      return [way, stdout, stderr];
    });
    assert.deepEqual(
      await Promise.all(results),
      ways.map(([way]) => [way, "before\n***\n", ""]),
    );
  });
}
