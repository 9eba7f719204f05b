/** `npm run docs`: writes `docs/reference/` anew from the command table, and the prompt's `?name` and options from the TSDoc of the API. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiDocsModule } from "./api-docs.ts";
import { apiOptionsModule } from "./api-options.ts";
import { referencePages } from "./reference.ts";

const directory = fileURLToPath(new URL("../docs/reference", import.meta.url));
const pages = await referencePages();
await rm(directory, { recursive: true, force: true });
await mkdir(directory);
for (const [name, text] of pages) await writeFile(join(directory, name), text);
process.stdout.write(`docs/reference/: ${pages.size} pages\n`);
const shell = fileURLToPath(new URL("../src/shell", import.meta.url));
await writeFile(join(shell, "api-docs.ts"), apiDocsModule());
await writeFile(join(shell, "api-options.ts"), apiOptionsModule());
