import type { ProgramResult } from "../../support/program.ts";

/** What plain recipes do, whose modules are their own and nerdsh: the text of each, and what comes of it. */
export const plainRecipes: Readonly<Record<string, readonly [text: string, ProgramResult]>> = {
  "is nothing": ["", { exitCode: 0, stdout: "", stderr: "" }],
  "prints its arguments": [
    `console.log(JSON.stringify([process.argv.slice(2), argv._, typeof run]));`,
    { exitCode: 0, stdout: '[["a","b"],["a","b"],"function"]\n', stderr: "" },
  ],
  "hides secrets, also where it wrote before there was one": [
    `const { log } = console;
log("none");
const write = process.stdout.write.bind(process.stdout);
const { TOKEN } = process.env;
const token = secret("TOKEN");
log(token, TOKEN);
console.log = (...values) => log("by another:", ...values);
console.log(TOKEN);
console.error(TOKEN);
write(TOKEN + " cut tok");
await new Promise<void>((resolve) => process.stdout.write("en-of-environment and", () => resolve()));
process.stdout.write(" an end like tok");`,
    { exitCode: 0, stdout: "none\n*** ***\nby another: ***\n*** cut *** and an end like tok", stderr: "***\n" },
  ],
  "has settings in a file of JSON": [
    `import settings from "./lib/settings.json" with { type: "json" };\nconsole.log(settings.replicas);`,
    { exitCode: 0, stdout: "2\n", stderr: "" },
  ],
  "runs commands of the host": [
    `console.log((await $\`echo \${"two words"}\`.quiet()).stdout.trim());`,
    { exitCode: 0, stdout: "two words\n", stderr: "" },
  ],
  "has the same by imports and by globals, before the program is loaded and after": [
    `import { compose, llb, NerdError, run, Secret, $ as shell } from "nerdsh";
import * as nerdsh from "nerdsh";
import { isSame, keep } from "./lib/kept.ts";
const before = [run === globalThis.run, NerdError === globalThis.NerdError, shell === $, nerdsh.llb === llb];
keep(run, NerdError);
globalThis.run = undefined;
class OwnError extends NerdError {}
const error = new OwnError("RECIPE_INVALID", "own");
console.log(JSON.stringify({
  before,
  after: [isSame(run, NerdError), nerdsh.run === run, globalThis.run === undefined, images === nerdsh.images],
  types: [typeof run, typeof NerdError, typeof llb, typeof compose.up],
  classes: [error instanceof NerdError, error instanceof Error, isNerdError(error), error.constructor === OwnError],
  constructor: new NerdError("RECIPE_INVALID", "x").constructor === NerdError,
  secret: secret("TOKEN") instanceof Secret,
  shown: import.meta.filename.endsWith("plain.nerd.ts"),
}));
console.log(NerdError, [compose.up === compose.up]);
console.log((await shell\`echo \${"two words"}\`.quiet()).stdout.trim());`,
    {
      exitCode: 0,
      stdout: `${JSON.stringify({
        before: [true, true, true, true],
        after: [true, true, true, true],
        types: ["function", "function", "object", "function"],
        classes: [true, true, true, true],
        constructor: true,
        secret: true,
        shown: true,
      })}\n[class NerdError extends Error] [ true ]\ntwo words\n`,
      stderr: "",
    },
  ],
  "fails in what it imports": [
    `import { NerdError } from "nerdsh";\nimport { keep } from "./lib/kept.ts";\n
keep(1);\nthrow new NerdError("RECIPE_INVALID", "no such port", { hint: "try 1" });`,
    { exitCode: 1, stdout: "", stderr: "error: no such port\n  at plain.nerd.ts:5\n  hint: try 1\n" },
  ],
  "sets its exit status later": [
    `setTimeout(() => { process.exitCode = 5; console.log("late"); }, 1);`,
    { exitCode: 5, stdout: "late\n", stderr: "" },
  ],
  fails: [
    `const port: number = 1;\nthrow new TypeError("no such port: " + port);`,
    { exitCode: 1, stdout: "", stderr: "TypeError: no such port: 1\n  at plain.nerd.ts:2\n" },
  ],
  "fails where nobody awaits it": [
    `void Promise.reject(new RangeError("nobody"));\nawait new Promise((resolve) => setTimeout(resolve, 60_000));`,
    { exitCode: 1, stdout: "", stderr: "RangeError: nobody\n  at plain.nerd.ts:1\n" },
  ],
};

/** Beside each of them. */
export const local = {
  "lib/settings.json": '{ "replicas": 2 }\n',
  "lib/kept.ts": `let kept: unknown[] = [];
export const keep = (...values: unknown[]): void => void (kept = values);
export const isSame = (...values: unknown[]): boolean => values.every((value, i) => value === kept[i]);
`,
};
