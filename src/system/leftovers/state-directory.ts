import { statSync } from "node:fs";
import { join } from "node:path";
import { removeState, statePaths } from "../../container/record/state-directory.ts";
import { namesIn } from "../../store/directory-names.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

interface StateDirectory extends Leftover {
  readonly namespace: string;
}

/** Log, hosts file and the like of a container that is no more. */
export const stateDirectoryKind = leftoverKind<StateDirectory>({
  async candidates({ settings, namespaces }) {
    return namespaces.flatMap((namespace) =>
      namesIn(join(settings.dataStore, "containers", namespace)).map((id) => ({
        kind: "container state",
        namespace,
        id,
        name: statePaths({ ...settings, namespace }, id).directory,
      })),
    );
  },
  isLeft({ namespace, id, name }, living) {
    if (living.container(namespace, id) !== undefined || living.isKnown(id)) return false;
    const changedMs = statSync(name, { throwIfNoEntry: false })?.mtimeMs;
    return changedMs !== undefined && !living.isMaybeNerdctls(changedMs);
  },
  remove: ({ namespace, id }, { settings }) => removeState({ ...settings, namespace }, id),
});
