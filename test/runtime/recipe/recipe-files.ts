/** The files of a directory with recipes in it, a package beside them: path → text. */
export const recipeFiles: Readonly<Record<string, string>> = {
  "everything.nerd.ts": `#!/usr/bin/env nerdsh
import assert from "node:assert/strict";
import { greeting } from "greeter";
import { run as imported } from "nerdsh";
import { isEven } from "./lib/even.ts";
import settings from "./lib/settings.json" with { type: "json" };

interface Web {
  readonly image: string;
}

const web: Web = await run("nginx");
const name = "late";
const { late } = (await import(\`./lib/\${name}.ts\`)) as typeof import("./lib/late.ts");
const again = await import("./lib/late.ts");
const disposed: string[] = [];
{
  await using _ = { [Symbol.asyncDispose]: async () => void disposed.push("block") };
}
assert.equal(late, again.late);

console.log(
  JSON.stringify({
    sameObjects: imported === run,
    image: web.image,
    package: greeting,
    cycle: isEven(10),
    settings,
    late: late.value,
    disposed,
    file:
      import.meta.url === new URL(\`file://\${import.meta.filename}\`).href &&
      import.meta.filename.startsWith(import.meta.dirname),
    arguments: process.argv.slice(2),
    flags: argv["port"],
    shell: (await $\`echo \${"two words"}\`.quiet()).stdout.trim(),
  }),
);
`,
  "failing.nerd.ts": `type Unused = { readonly lines: "that compile to nothing" };

interface AlsoUnused extends Unused {
  readonly more: true;
}

function deploy(target: string): void {
  throw new TypeError(\`cannot deploy to \${target}\`);
}

deploy("the moon");
`,
  "unawaited.nerd.ts": `void run("ngnix");
await new Promise((resolve) => setTimeout(resolve, 60_000));
`,
  "invalid.nerd.ts": `const fine = 1;
const broken = = fine;
`,
  "lost.nerd.ts": `import "./lib/settings.json" with { type: "json" };
import { x } from "./lib/nowhere.ts";

console.log(x);
`,
  "lib/even.ts": `import { isOdd } from "./odd.ts";

export function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}
`,
  "lib/odd.ts": `import { isEven } from "./even.ts";

export const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);
`,
  "lib/late.ts": `export const late: { readonly value: number } = { value: 3 };
`,
  "lib/settings.json": `{ "replicas": 2 }
`,
  "node_modules/greeter/package.json": JSON.stringify({
    name: "greeter",
    version: "1.0.0",
    exports: { ".": { import: "./import.mjs", require: "./require.cjs" } },
  }),
  "node_modules/greeter/import.mjs": `export const greeting = "hello from the import condition";`,
  "node_modules/greeter/require.cjs": `exports.greeting = "hello from the require condition";`,
};
