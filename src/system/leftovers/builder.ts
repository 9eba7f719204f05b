import { builderFiles, builderNamespaces } from "../../engine/embedded/builder/builder-files.ts";
import { findBuilder } from "../../engine/embedded/builder/builder-process.ts";
import { pendingCleanups } from "../../engine/embedded/builder/cleanup.ts";
import { cleanUpAfterBuilder } from "../../engine/embedded/builder/stop.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

interface BuilderLeftover extends Leftover {
  readonly namespace: string;
  readonly cleanup: string;
}

/** Bridge, rules and cgroups of a builder that was killed together with its launcher. */
export const builderKind = leftoverKind<BuilderLeftover>({
  async candidates({ settings }) {
    return builderNamespaces(settings).flatMap((namespace) => {
      const files = builderFiles(settings, namespace);
      return pendingCleanups(files).map((cleanup) => {
        return { kind: "network of a builder", namespace, id: "", name: files.bridge, cleanup };
      });
    });
  },
  // One that starts has no process yet; and the launcher of one that has just ended is about to do the same.
  isLeft: ({ namespace, cleanup }, _, scene) =>
    findBuilder(builderFiles(scene.settings, namespace)) === undefined && isOldFile(cleanup, scene),
  remove: ({ namespace }, { settings, signal }) => cleanUpAfterBuilder(settings, namespace, { signal }),
});
