import { rm } from "node:fs/promises";
import { join } from "node:path";
import { abandonedTemporaries } from "../../store/atomic-file.ts";
import { namesIn } from "../../store/directory-names.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

/** A file that was to be put in its place once it was whole; who wrote it is dead. Those of networks are among the networks' leftovers. */
export const temporaryFileKind = leftoverKind<Leftover>({
  async candidates({ settings, namespaces }) {
    const { dataStore, root } = settings;
    const perContainer = namespaces.flatMap((namespace) => {
      const place = join(dataStore, "etchosts", namespace);
      return namesIn(place).map((id) => join(place, id));
    });
    const directories = [
      root,
      join(dataStore, "accounts"),
      ...namespaces.map((namespace) => join(dataStore, "names", namespace)),
      ...perContainer,
    ];
    const paths = (await Promise.all(directories.map(abandonedTemporaries))).flat();
    return paths.map((name) => ({ kind: "temporary file", id: "", name }));
  },
  isLeft: () => true,
  remove: ({ name }) => rm(name, { force: true }),
});
