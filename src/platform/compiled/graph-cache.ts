import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GraphManifest, hashDigits, manifestName, requestText, type StoredGraph } from "./graph-manifest.ts";
import type { CompiledGraph } from "./module-graph.ts";
import type { GraphRequest } from "./module-loader.ts";

const keptMs = 30 * 24 * 3_600_000;
const keptGraphs = 500;

/** The graph of an earlier run whose inputs are all unchanged. Synchronous: it is the whole hot path. */
export function findGraph(root: string, request: GraphRequest): StoredGraph | undefined {
  try {
    const manifest = JSON.parse(readFileSync(manifestPath(root, request), "utf8")) as GraphManifest; // Our own file.
    const isUnchanged = ([path, hash]: [string, string | null]) => hashOfFile(path) === hash;
    if (!Object.entries(manifest.inputs).every(isUnchanged)) return undefined;
    const now = new Date();
    utimesSync(manifest.directory, now, now); // Fails where it was pruned; else puts that off.
    return manifest;
  } catch {
    return undefined; // Missing, half pruned, of another user: compiling again mends each of them.
  }
}

/**
 * Graphs lie in directories named by content and appear by rename, so that concurrent runs, and a run whose
 * sources are being edited, each see a whole graph. Where the cache cannot be written, a temporary directory serves.
 */
export function storeGraph(root: string, request: GraphRequest, graph: CompiledGraph): StoredGraph {
  const { inputs, modules, contents, isClosed } = graph;
  const directory = join(root, hashOf(JSON.stringify([requestText(request), inputs, contents])));
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    placeDirectory(mkdtempSync(join(root, ".new-")), directory, contents);
    const manifest: GraphManifest = { directory, modules, inputs, isClosed };
    const draft = join(directory, `.manifest-${process.pid}`);
    writeFileSync(draft, JSON.stringify(manifest));
    renameSync(draft, manifestPath(root, request));
    prune(root, directory);
    return manifest;
  } catch {
    const temporary = mkdtempSync(join(tmpdir(), "nerdsh-modules-"));
    process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(temporary, name), content);
    return { directory: temporary, modules };
  }
}

export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, hashDigits);
}

function hashOfFile(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  return stats.isFile() ? hashOf(readFileSync(path)) : "";
}

function manifestPath(root: string, request: GraphRequest): string {
  return join(root, manifestName(hashOf(requestText(request))));
}

function placeDirectory(draft: string, directory: string, contents: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(draft, name), content);
  try {
    renameSync(draft, directory);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // Another process placed the same content first.
    utimesSync(directory, new Date(), new Date());
  }
}

/** Least recently used first; only where something was compiled, so that a cached start pays nothing. */
function prune(root: string, current: string): void {
  const entries = readdirSync(root)
    .map((name) => ({ path: join(root, name), usedMs: statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs }))
    .filter(({ path }) => path !== current)
    .sort((a, b) => (b.usedMs ?? 0) - (a.usedMs ?? 0));
  const now = Date.now();
  for (const [rank, { path, usedMs = 0 }] of entries.entries()) {
    const isManifest = path.endsWith(".json"); // Its time is the compilation's: the directory's is the last use.
    const limit = rank > keptGraphs * 2 ? keptMs / 30 : keptMs;
    if (now - usedMs > (isManifest ? limit * 3 : limit)) rmSync(path, { recursive: true, force: true });
  }
}
