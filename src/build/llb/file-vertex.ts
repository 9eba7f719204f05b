import type { FileAction as OpAction } from "../../buildkit/protocol.ts";
import { NerdError } from "../../errors.ts";
import type { Draft } from "../../rpc/typed-method.ts";
import type { FileAction } from "./file-actions.ts";
import { ownerOf } from "./owner.ts";
import { absolutePath, destinationPath } from "./paths.ts";
import { opPlatform } from "./platform.ts";
import type { StateFacts } from "./state.ts";
import { type StepOptions, stepFacts } from "./step-options.ts";
import type { Vertex } from "./vertex.ts";

/** The step that changes files: each action works on what the one before has left. Throws INVALID_VALUE where there is none. */
export function fileVertex(facts: StateFacts, actions: readonly FileAction[], options: StepOptions): Vertex {
  if (actions.length === 0) throw new NerdError("INVALID_VALUE", "a file step has no actions");
  const { output: base, directory, platform } = facts;
  const inputs = [base, ...actions.map((action) => (action.kind === "copy" ? action.from.output : undefined))];
  return {
    ...stepFacts(options, actions.flatMap(capsOf)),
    inputs: inputs.flatMap((input) => input ?? []),
    op: (place) => {
      const distinct = new Set(inputs.map(place).filter((at) => at !== -1)).size;
      const ops = actions.map(
        (action, i): Draft<OpAction> => ({
          ...opAction(action, directory, place(base)),
          input: i === 0 ? place(base) : distinct + i - 1,
          secondaryInput: action.kind === "copy" ? place(action.from.output) : -1,
          output: i === actions.length - 1 ? 0 : -1,
        }),
      );
      return { file: { actions: ops }, ...opPlatform(platform) };
    },
  };
}

function opAction(action: FileAction, directory: string, base: number): Draft<OpAction> {
  if (action.kind === "rm") {
    const { allowNotFound = false, wildcard = false } = action;
    return { rm: { path: absolutePath(directory, action.path), allowNotFound, allowWildcard: wildcard } };
  }
  const { owner, modified } = action;
  const made = { ...ownerOf(owner, base), timestamp: modified === undefined ? -1 : modified.getTime() * 1e6 };
  switch (action.kind) {
    case "mkdir": {
      const { mode = 0o755, parents } = action;
      return { mkdir: { path: absolutePath(directory, action.path), mode, makeParents: parents, ...made } };
    }
    case "mkfile": {
      const { mode = 0o644, data } = action;
      return { mkfile: { path: absolutePath(directory, action.path), mode, data, ...made } };
    }
    case "symlink":
      return { symlink: { oldpath: action.target, newpath: absolutePath(directory, action.path), ...made } };
    case "copy":
      return { copy: { ...copyFields(action, directory), ...made } };
  }
}

function copyFields(
  action: Extract<FileAction, { kind: "copy" }>,
  directory: string,
): Draft<NonNullable<OpAction["copy"]>> {
  const { from, source, target, mode = -1, wildcard = false } = action;
  return {
    src: absolutePath(from.directory, source),
    dest: destinationPath(directory, target),
    mode,
    followSymlink: action.followSymlinks ?? false,
    dirCopyContents: action.contentsOnly ?? false,
    attemptUnpackDockerCompatibility: action.unpack ?? false,
    createDestPath: action.createDestPath ?? false,
    allowWildcard: wildcard !== false,
    allowEmptyWildcard: wildcard === "empty",
    includePatterns: action.include ?? [],
    excludePatterns: action.exclude ?? [],
    alwaysReplaceExistingDestPaths: action.replace ?? false,
  };
}

function capsOf(action: FileAction): string[] {
  if (action.kind === "symlink") return ["file.base", "file.symlink.create"];
  if (action.kind === "rm") return ["file.base", ...(action.wildcard === true ? ["file.rm.wildcard"] : [])];
  if (action.kind !== "copy") return ["file.base"];
  const hasPatterns = (action.include?.length ?? 0) > 0 || (action.exclude?.length ?? 0) > 0;
  return [
    "file.base",
    ...(hasPatterns ? ["file.copy.includeexcludepatterns"] : []),
    ...(action.replace === true ? ["file.copy.alwaysreplaceexistingdestpaths"] : []),
  ];
}
