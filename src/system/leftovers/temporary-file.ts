import { rm } from "node:fs/promises";
import { join } from "node:path";
import { abandonedTemporaries } from "../../store/atomic-file.ts";
import { namesIn } from "../directory-names.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

/** A file that was to be put in its place once it was whole; who wrote it is dead. Those of networks are among the networks' leftovers. */
export const temporaryFileKind = leftoverKind<Leftover>({
  async candidates({ settings, namespaces }) {
    const { dataStore, root } = settings;
    const perContainer = namespaces.map(async (namespace) => {
      const ids = await namesIn(join(dataStore, "etchosts", namespace));
      return ids.map((id) => join(dataStore, "etchosts", namespace, id));
    });
    const directories = [
      root,
      join(dataStore, "accounts"),
      ...namespaces.map((namespace) => join(dataStore, "names", namespace)),
      ...(await Promise.all(perContainer)).flat(),
    ];
    const paths = (await Promise.all(directories.map(abandonedTemporaries))).flat();
    return paths.map((name) => ({ kind: "temporary file", id: "", name }));
  },
  isLeft: () => true,
  remove: ({ name }) => rm(name, { force: true }),
});
