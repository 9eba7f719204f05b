import { realpathSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { MountSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { errno } from "../../store/atomic-file.ts";
import { HeldDirectory } from "../../store/held-directory.ts";
import { isAlive } from "../record/status.ts";
import { ifPresent } from "../wait.ts";
import { type BindMount, FileRoot } from "./files/file-root.ts";
import { privateMount } from "./private-mount.ts";
import { snapshotMount } from "./snapshot-files.ts";

type FilesContext = Pick<Context, "engine" | "settings" | "signal">;

/** The files of a container as its processes see them, volumes included; those of a stopped one as they would see them. */
export async function openRootFiles(context: FilesContext, container: StoredContainer): Promise<FileRoot> {
  return (await runningRoot(context, container)) ?? (await stoppedRoot(context, container));
}

async function runningRoot(
  { engine, signal }: FilesContext,
  { id, spec }: StoredContainer,
): Promise<FileRoot | undefined> {
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (!isAlive(task)) return undefined;
  const root = openProcessRoot(task.pid);
  const now = await ifPresent(engine.tasks.get({ id }, { signal }));
  // The pid was its own as long as it runs: past its end, it may be anybody's, and the root the host's.
  if (root && isAlive(now) && now.pid === task.pid)
    return new FileRoot(root, { links: "inside", kernels: kernels(spec()) });
  root?.[Symbol.dispose]();
  return undefined;
}

const kernelTypes = ["proc", "sysfs", "cgroup", "cgroup2", "mqueue", "devpts"];

function kernels({ mounts }: RuntimeSpec): string[] {
  const isKernels = ({ type, destination }: MountSpec) => kernelTypes.includes(type) || destination === "/dev";
  return mounts.filter(isKernels).map(({ destination }) => destination);
}

function openProcessRoot(pid: number): HeldDirectory | undefined {
  try {
    return HeldDirectory.open(`/proc/${pid}/root`);
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function stoppedRoot(context: FilesContext, container: StoredContainer): Promise<FileRoot> {
  const spec = container.spec();
  const root = await privateMount(await snapshotMount(context, container), context.settings, {
    readonly: spec.root.readonly ?? false,
  });
  try {
    return new FileRoot(root, { links: "inside", binds: bindMounts(root, spec) });
  } catch (error) {
    root[Symbol.dispose]();
    throw error;
  }
}

/** Outer ones first, since an inner one may lie in what an outer one shows. One whose source is gone shows nothing. */
function bindMounts(root: HeldDirectory, { mounts }: RuntimeSpec): BindMount[] {
  const binds: BindMount[] = [];
  const wanted = mounts.filter(
    ({ type, options }) => type === "bind" || options.some((option) => /^r?bind$/.test(option)),
  );
  for (const { source, destination, options } of wanted) {
    try {
      const target = withoutLinks(root, binds, destination);
      binds.push({ target, source: realpathSync(source), readonly: options.includes("ro") });
    } catch {
      // Not there, in the container or on the host.
    }
  }
  return binds;
}

function withoutLinks(root: HeldDirectory, binds: readonly BindMount[], path: string): string {
  using files = new FileRoot(root.duplicate(), { links: "inside", binds });
  using found = files.find(path, { followLast: true });
  return found.path;
}
