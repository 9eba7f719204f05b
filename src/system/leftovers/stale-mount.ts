import { relative } from "node:path";
import { mountsBelow, unmount } from "../../engine/host/mounts.ts";
import { isOurBundle } from "../task-directory.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

interface StaleMount extends Leftover {
  readonly namespace: string;
  readonly bundle: string;
}

/** A root file system that is mounted for a task which is no more. */
export const staleMountKind = leftoverKind<StaleMount>({
  async candidates({ taskDirectory: root }) {
    return (await mountsBelow(root)).flatMap((path) => {
      const [namespace = "", id = ""] = relative(root, path).split("/");
      return [{ kind: "mount", namespace, id, name: path, bundle: `${root}/${namespace}/${id}` }];
    });
  },
  isLeft({ namespace, id, bundle }, living, scene) {
    if (living.task(namespace, id) !== undefined || living.isBusy(id)) return false;
    return isOldFile(bundle, scene) && isOurBundle(scene.settings, { path: bundle });
  },
  async remove({ name, bundle }, { settings }) {
    if ((await mountsBelow(bundle)).includes(name)) await unmount(settings, name);
  },
});
