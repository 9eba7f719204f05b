import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { containerName } from "../../container/record/lookup.ts";
import { statePaths } from "../../container/record/state-directory.ts";
import { NameStore } from "../../store/name-store.ts";
import { isOld, type Leftover, leftoverKind } from "./leftover.ts";

interface ReservedName extends Leftover {
  readonly namespace: string;
}

/** A name that no container has, and that none could be given. */
export const containerNameKind = leftoverKind<ReservedName>({
  async candidates({ settings, namespaces }) {
    const lists = namespaces.map(async (namespace) =>
      [...(await new NameStore(settings.dataStore, namespace).list())].map(([name, id]) => ({
        kind: "container name",
        namespace,
        id,
        name,
      })),
    );
    return (await Promise.all(lists)).flat();
  },
  isLeft({ namespace, id, name }, living, scene) {
    const { settings } = scene;
    const changedMs = statSync(join(settings.dataStore, "names", namespace, name), { throwIfNoEntry: false })?.mtimeMs;
    if (changedMs === undefined) return false;
    const container = living.container(namespace, id);
    // Its container is called otherwise: a rename that got half-way, or is half-way now.
    if (container !== undefined) return containerName(container) !== name && isOld(changedMs, scene);
    if (living.isKnown(id)) return false;
    const hasState = existsSync(statePaths({ ...settings, namespace }, id).directory);
    return !(hasState && living.isMaybeNerdctls(changedMs));
  },
  async remove({ namespace, id, name }, { settings }) {
    await new NameStore(settings.dataStore, namespace).release(name, id);
  },
});
