import { rm } from "node:fs/promises";
import { join } from "node:path";
import { resultsDirectory } from "../../network/attachment.ts";
import { isTemporary } from "../../store/atomic-file.ts";
import { namesIn } from "../directory-names.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

/** A file that was to be put in its place when it was whole. */
export const halfWrittenFileKind = leftoverKind<Leftover>({
  async candidates({ settings, namespaces }) {
    const { dataStore, root } = settings;
    const directories = [
      root,
      join(dataStore, "accounts"),
      resultsDirectory(settings),
      ...namespaces.map((namespace) => join(dataStore, "names", namespace)),
    ];
    const lists = directories.map(async (directory) =>
      (await namesIn(directory)).filter(isTemporary).map((name) => join(directory, name)),
    );
    return (await Promise.all(lists)).flat().map((name) => ({ kind: "half-written file", id: "", name }));
  },
  isLeft: ({ name }, _, scene) => isOldFile(name, scene),
  remove: ({ name }) => rm(name, { force: true }),
});
