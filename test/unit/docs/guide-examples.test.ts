import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../../../scripts/bundle.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** The recipe that a page's examples are together: one may go on where the one before it ended. */
function exampleOf(page: string): string {
  const blocks = [...page.matchAll(/^```ts\n(?:#!.*\n)?(.*?)^```$/gms)].map(([, block]) => block);
  return [...blocks, "export {};\n"].join("\n");
}

test("the examples of each page have names and types that exist", async () => {
  await using directory = await temporaryDirectory();
  const guide = join(root, "docs/guide");
  const pages = (await readdir(guide)).filter((name) => name.endsWith(".md"));
  assert.ok(pages.length > 10);
  for (const page of pages) {
    await writeFile(join(directory.path, `${page}.ts`), exampleOf(await readFile(join(guide, page), "utf8")));
  }
  const paths = { nerdsh: [join(root, "src/index.ts")] };
  const include = ["*.ts", join(root, "src/recipe/globals.ts")];
  await writeFile(join(directory.path, "package.json"), JSON.stringify({ type: "module" }));
  await symlink(join(root, "node_modules"), join(directory.path, "node_modules"));
  const configuration = { extends: join(root, "tsconfig.json"), compilerOptions: { paths }, include };
  await writeFile(join(directory.path, "tsconfig.json"), JSON.stringify(configuration));
  const tsc = join(root, "node_modules/.bin/tsc");
  const checked = await promisify(execFile)(tsc, ["--project", directory.path], { cwd: directory.path }).catch(
    (error: { stdout: string }) => error,
  );
  assert.equal(checked.stdout, "");
});
