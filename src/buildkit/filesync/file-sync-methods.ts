import { startDeputy } from "../../platform/deputy/ask.ts";
import { RpcError } from "../../rpc/rpc-error.ts";
import type { SessionCall, SessionMethods } from "../session/session-call.ts";
import { wantedTree } from "./call-options.ts";
import { followedPaths, withoutNested } from "./followed-paths.ts";
import { treeEntries } from "./tree-entries.ts";
import { treeFilter } from "./tree-filter.ts";
import { sendTree } from "./tree-sender.ts";
import { walkTree } from "./tree-walk.ts";

const diffCopy = "/moby.filesync.v1.FileSync/DiffCopy";

export interface FileSyncOptions {
  /** Absolute paths by the names under which BuildKit asks: `context`, `dockerfile`, and those of other contexts. */
  readonly directories: ReadonlyMap<string, string>;
  /** Names of those from which nothing is copied. */
  readonly onlyRead?: ReadonlySet<string> | undefined;
}

/** Serves the directories of a build to BuildKit, which takes what has changed since it last asked. */
export function fileSyncMethods(options: FileSyncOptions): SessionMethods {
  return new Map([[diffCopy, (call) => sendDirectory(call, options)]]);
}

async function sendDirectory(call: SessionCall, { directories, onlyRead }: FileSyncOptions): Promise<void> {
  const { name, include, exclude, follow } = wantedTree(call);
  const root = directories.get(name);
  if (root === undefined) throw new RpcError("NOT_FOUND", `no access allowed to dir "${name}"`, { path: diffCopy });
  const followed = follow === undefined ? undefined : followedPaths(root, follow);
  const included = followed === undefined ? include : (withoutNested([...include, ...followed]) ?? []);
  const paths = walkTree(root, treeFilter({ include: included, exclude }));
  const isOnlyRead = onlyRead?.has(name) === true;
  await sendTree(call, { root, turns: treeEntries(root, paths, { isOnlyRead }) });
  // BuildKit has something to read now, and will ask for what it copies: the deputy is ready by then.
  if (isOnlyRead) setImmediate(startDeputy);
}
