/** `npm run build`: the bundle that ships, and its types. `npm start` makes only the bundle, and only where it is stale. */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { bundle, dist, root } from "./bundle.ts";

await rm(dist, { recursive: true, force: true });
const tsc = promisify(execFile)(`${root}node_modules/.bin/tsc`, ["--project", "tsconfig.types.json"], { cwd: root });
const [{ fileCount, totalBytes }] = await Promise.all([bundle(), tsc.catch(printAndThrow)]);
process.stdout.write(`dist/: ${fileCount} files, ${Math.round(totalBytes / 1024)} KiB of JavaScript, and types\n`);

function printAndThrow(error: { stdout?: string }): never {
  process.stdout.write(error.stdout ?? "");
  throw new Error("the types do not build", { cause: error });
}
