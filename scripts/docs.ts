/** `npm run docs`: writes `docs/reference/` anew from the command table, and the prompt's `?name` from the TSDoc of the API. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiDocsModule } from "./api-docs.ts";
import { referencePages } from "./reference.ts";

const directory = fileURLToPath(new URL("../docs/reference", import.meta.url));
const pages = await referencePages();
await rm(directory, { recursive: true, force: true });
await mkdir(directory);
for (const [name, text] of pages) await writeFile(join(directory, name), text);
process.stdout.write(`docs/reference/: ${pages.size} pages\n`);
await writeFile(fileURLToPath(new URL("../src/shell/api-docs.ts", import.meta.url)), apiDocsModule());
