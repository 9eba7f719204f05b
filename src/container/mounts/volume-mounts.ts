import { mkdir } from "node:fs/promises";
import type { Context } from "../../context.ts";
import type { MountSpec } from "../../engine/runtime-spec.ts";
import type { ImageConfig } from "../../image/image-config.ts";
import { errno } from "../../store/atomic-file.ts";
import { anonymousVolumeName, ensureVolume } from "../../volume/volume.ts";
import type { CreateOptions } from "../record/create-options.ts";
import type { ContainerUndoStack } from "../undo.ts";
import { parseVolume, type VolumeMount } from "./mount-option.ts";

/** One mount as nerdctl records it on the container, in Docker's spelling. */
export interface MountRecord {
  readonly Type: "bind" | "volume";
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

export interface MadeMounts {
  readonly mounts: readonly MountSpec[];
  readonly volumes: {
    readonly records: readonly MountRecord[];
    /** Names of the volumes that go with the container. */
    readonly anonymous: readonly string[];
  };
}

/** What `--volume` asks for and, where it says nothing of them, the image's own volumes; directories that are missing are made. */
export async function makeMounts(
  context: Context,
  { volume }: CreateOptions,
  image: ImageConfig,
  undo: ContainerUndoStack,
): Promise<MadeMounts> {
  const asked = volume.map((text) => parseVolume(text, context.cwd));
  const taken = new Set(asked.map(({ target }) => target));
  const declared = Object.keys(image.Volumes ?? {}).filter((target) => !taken.has(target));
  const wanted = [...asked, ...declared.map((target) => parseVolume(target, context.cwd))];
  const made = await Promise.all(wanted.map((mount) => makeMount(context, mount, undo)));
  return {
    mounts: made.map(({ spec }) => spec),
    volumes: {
      records: made.map(({ record }) => record),
      anonymous: made.flatMap(({ anonymous }) => (anonymous === undefined ? [] : [anonymous])),
    },
  };
}

async function makeMount({ settings, engine }: Context, mount: VolumeMount, undo: ContainerUndoStack) {
  const { type, target, readonly, propagation } = mount;
  const isAnonymous = type === "volume" && mount.source === undefined;
  const name = type === "volume" ? (mount.source ?? anonymousVolumeName()) : undefined;
  const ensure = async (name: string) => await ensureVolume({ ...settings, namespace: engine.namespace }, name);
  const volume = name && (await (isAnonymous ? undo.step("volume", name, () => ensure(name)) : ensure(name)));
  const source = volume ? volume.mountpoint : mount.source!;
  if (type === "bind") await makeDirectory(source);
  const mode = readonly ? "ro" : "rw";
  const spec: MountSpec = { destination: target, type: "bind", source, options: ["rbind", propagation, mode] };
  const record: MountRecord = {
    Type: type,
    ...(name !== undefined && { Name: name }),
    Source: source,
    Destination: target,
    Mode: readonly ? "ro" : "",
    RW: !readonly,
    Propagation: propagation,
  };
  return { spec, record, anonymous: isAnonymous ? name : undefined };
}

/** Docker makes a bind's source where it is missing; one that is a file stays as it is. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (errno(error) !== "EEXIST" && errno(error) !== "ENOTDIR") throw error;
  }
}
