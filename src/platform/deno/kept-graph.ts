import { type GraphManifest, graphsName, hashDigits, manifestName, requestText } from "../compiled/graph-manifest.ts";
import type { GraphRequest } from "../compiled/module-loader.ts";
import { deno } from "./deno.ts";

/** What `findGraph` of src/platform/compiled/graph-cache.ts finds, of a graph that is closed, by what Deno has without Node's modules: the compiled file. */
export async function findClosedGraph(cacheDir: string, request: GraphRequest): Promise<string | undefined> {
  const name = manifestName(await hashOf(new TextEncoder().encode(requestText(request))));
  const manifest = JSON.parse(deno().readTextFileSync(`${cacheDir}/${graphsName}/${name}`)) as GraphManifest; // Our own file.
  if (!manifest.isClosed) return undefined;
  const isUnchanged = async ([path, hash]: [string, string | null]) => {
    return (await hashOf(await deno().readFile(path))) === hash;
  };
  // Of a closed graph, all that it is made of are files.
  if ((await Promise.all(Object.entries(manifest.inputs).map(isUnchanged))).includes(false)) return undefined;
  const now = new Date();
  deno().utimeSync(manifest.directory, now, now); // Fails where it was pruned; else puts that off.
  return `${manifest.directory}/${manifest.modules[request.file]}`;
}

async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, hashDigits);
}
