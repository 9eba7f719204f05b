import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Mount } from "../../engine/protocol.ts";
import { NerdError } from "../../errors.ts";
import type { HeldDirectory } from "../../store/held-directory.ts";
import { containerName } from "../record/lookup.ts";
import { rootMounts } from "../root-directory.ts";
import { privateMount } from "./private-mount.ts";

type FilesContext = Pick<Context, "engine" | "settings" | "signal">;

/** A container's own file system without anything that is mounted in it, running or not, only to be read. The caller owns it. */
export async function openSnapshot(context: FilesContext, container: StoredContainer): Promise<HeldDirectory> {
  return await privateMount(readonlyMount(await snapshotMount(context, container)), context.settings, {
    readonly: true,
  });
}

/** How the snapshotter would mount it. Throws UNSUPPORTED where that takes more than one mount. */
export async function snapshotMount(context: FilesContext, container: StoredContainer): Promise<Mount> {
  const { snapshotter } = container;
  const [mount, another] = await rootMounts(context, container);
  if (mount !== undefined && another === undefined) return mount;
  throw new NerdError(
    "UNSUPPORTED",
    `the files of a container of ${snapshotter} cannot be reached: ${containerName(container)}`,
    { hint: "while it runs, nerdsh cp and nerdsh exec reach them" },
  );
}

/** The kernel forbids two overlays to write to one directory: as the uppermost of those that are read, it can be in both. */
function readonlyMount(mount: Mount): Mount {
  if (mount.type !== "overlay") return mount;
  const value = (name: string) => mount.options.find((option) => option.startsWith(name))?.slice(name.length);
  const [upper, lower] = [value("upperdir="), value("lowerdir=")];
  if (upper === undefined) return mount;
  const others = mount.options.filter((option) => !/^(upperdir|workdir|lowerdir)=/.test(option) && option !== "rw");
  return { ...mount, options: [...others, `lowerdir=${[upper, ...(lower ? [lower] : [])].join(":")}`] };
}
