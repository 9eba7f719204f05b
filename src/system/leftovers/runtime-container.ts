import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isOurs } from "../../container/record/ownership.ts";
import { namesIn } from "../../store/directory-names.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

interface RuntimeContainer extends Leftover {
  readonly namespace: string;
  /** Of the namespace: `runc --root`. */
  readonly root: string;
}

/** Where every containerd of the host has runc keep its containers, whoever's engine it is. From containerd, pkg/process/types.go. */
const runcRoot = "/run/containerd/runc";

/**
 * A container of runc without a task: containerd gave its creation up, or lost the shim, and runc made it all the same. Its process waits
 * to be started, for ever, and keeps the network namespace that it was made for.
 */
export const runtimeContainerKind = leftoverKind<RuntimeContainer>({
  async candidates({ namespaces }) {
    return namespaces.flatMap((namespace) => {
      const root = join(runcRoot, namespace);
      return namesIn(root).map((id) => ({
        kind: "runc container without task",
        namespace,
        id,
        name: id,
        root,
      }));
    });
  },
  isLeft({ namespace, id, root }, living, scene) {
    if (living.task(namespace, id) !== undefined || living.isBusy(id)) return false;
    const labels = labelsOf(join(root, id));
    // Another engine's containers lie there too.
    if (labels?.["bundle"] !== join(scene.taskDirectory, namespace, id)) return false;
    return isOldFile(join(root, id), scene) && (scene.settings.engine === "embedded" || isOurs(scene.settings, labels));
  },
  async remove({ root, id }, { settings: { programDirs } }) {
    await promisify(execFile)("runc", ["--root", root, "delete", "--force", id], {
      env: { PATH: programDirs.join(":") },
    });
  },
});

/** The annotations that runc has kept, and its own: undefined where it has ended, or another runtime keeps it. */
function labelsOf(directory: string): Readonly<Record<string, string>> | undefined {
  try {
    const { config } = JSON.parse(readFileSync(join(directory, "state.json"), "utf8")) as RuncState;
    const pairs = (config?.labels ?? []).map((label) => [label.split("=", 1)[0], label.slice(label.indexOf("=") + 1)]);
    return Object.fromEntries(pairs);
  } catch {
    return undefined;
  }
}

/** From runc, libcontainer/container_linux.go and configs/config.go: as much as is read here. */
interface RuncState {
  readonly config?: { readonly labels?: readonly string[] };
}
