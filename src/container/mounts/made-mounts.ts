import { release } from "node:os";
import type { Context } from "../../context.ts";
import type { MountSpec } from "../../engine/runtime-spec.ts";
import type { Image } from "../../image/image.ts";
import { announceVolume } from "../../volume/announcement.ts";
import { anonymousVolumeName, ensureVolume } from "../../volume/volume.ts";
import { holdMount } from "../../volume/volume-mount.ts";
import type { ContainerUndoStack } from "../undo.ts";
import { type AskedMounts, askedMounts } from "./asked-mounts.ts";
import { bindSource } from "./bind-source.ts";
import { makeImageMount } from "./image-mount.ts";
import type { MountOptions } from "./mount-options.ts";
import { allMounts, requestedMounts } from "./mount-plan.ts";
import type { MountRecord } from "./mount-record.ts";
import type { Access, BindRequest, RequestedMount, TmpfsRequest, VolumeRequest } from "./requested-mount.ts";
import { fillVolumes } from "./volume-content.ts";
import { volumeSource } from "./volume-subpath.ts";
import { inheritedMounts } from "./volumes-from.ts";

/** One mount of a container, as it was made. */
export interface MadeMount {
  readonly spec: MountSpec;
  readonly record: MountRecord;
  /** A volume that goes with the container. */
  readonly anonymous?: string | undefined;
  /** A snapshot that does. */
  readonly snapshot?: string;
}

export interface MadeMounts {
  readonly mounts: readonly MountSpec[];
  readonly volumes: {
    readonly records: readonly MountRecord[];
    readonly asked: AskedMounts;
    /** Names of the volumes that go with the container. */
    readonly anonymous: readonly string[];
    /** Keys of the snapshots that do. */
    readonly snapshots: readonly string[];
  };
}

interface MountFacts {
  readonly id: string;
  readonly options: MountOptions;
  readonly image: Image;
}

/** What the flags ask for and, where they say nothing of them, the image's own volumes; what is missing is made, and filled from the image. */
export async function makeMounts(
  context: Context,
  { id, options, image }: MountFacts,
  undo: ContainerUndoStack,
): Promise<MadeMounts> {
  const asked = requestedMounts(options, context.cwd);
  const inherited = await inheritedMounts(context, options.volumesFrom);
  const wanted = allMounts(asked, inherited, Object.keys(image.config.Volumes ?? {}));
  const made = await Promise.all(
    wanted.map(async (request, i): Promise<MadeMount> => {
      if (request.type === "bind") return await makeBind(request);
      if (request.type === "tmpfs") return madeTmpfs(request);
      if (request.type === "image") return await makeImageMount(context, request, { key: `${id}-image-${i}`, undo });
      return await makeVolume(context, request, { id, undo });
    }),
  );
  const volumes = wanted.flatMap((request, i) => (isFilled(request) ? [made[i]!.record] : []));
  await fillVolumes(context, { image, volumes });
  return {
    mounts: made.map(({ spec }) => spec),
    volumes: {
      records: made.map(({ record }) => record),
      asked: askedMounts(asked, options),
      anonymous: made.flatMap(({ anonymous }) => anonymous ?? []),
      snapshots: made.flatMap(({ snapshot }) => snapshot ?? []),
    },
  };
}

function isFilled(request: RequestedMount): boolean {
  return request.type === "volume" && request.copy && request.subpath === undefined;
}

async function makeBind(request: BindRequest): Promise<MadeMount> {
  const source = await bindSource(request);
  const { target, access, mode, propagation, recursive } = request;
  const options = [recursive ? "rbind" : "bind", propagation, ...accessOptions(access)];
  return {
    spec: { destination: target, type: "bind", source, options },
    record: {
      Type: "bind",
      Source: source,
      Destination: target,
      Mode: mode,
      RW: access === "rw",
      Propagation: propagation,
    },
  };
}

async function makeVolume(
  context: Context,
  request: VolumeRequest,
  { id, undo }: { id: string; undo: ContainerUndoStack },
): Promise<MadeMount> {
  const { settings, engine } = context;
  const { target, access, mode, labels, driverOptions, anonymous } = request;
  const name = request.source ?? anonymousVolumeName();
  const record = { labels, options: driverOptions };
  const ensure = () => ensureVolume({ ...settings, namespace: engine.namespace }, name, record);
  const volume = await (request.source === undefined ? undo.step("volume", name, ensure) : ensure());
  if (volume.isNew) await announceVolume(context, name, "create", { driver: "local" });
  if (volume.options !== undefined) await undo.step("mounts", id, () => holdMount(context, volume, id));
  const source = volumeSource(volume.mountpoint, request.subpath);
  const options = ["rbind", "rprivate", ...accessOptions(access)];
  return {
    spec: { destination: target, type: "bind", source, options },
    record: {
      Type: "volume",
      Name: name,
      Source: source,
      Destination: target,
      Driver: "local",
      Mode: mode,
      RW: access === "rw",
      Propagation: "",
    },
    anonymous: anonymous ? name : undefined,
  };
}

function madeTmpfs({ target, access, mode, options }: TmpfsRequest): MadeMount {
  return {
    spec: { destination: target, type: "tmpfs", source: "tmpfs", options: [...options] },
    record: { Type: "tmpfs", Source: "", Destination: target, Mode: mode, RW: access === "rw", Propagation: "" },
  };
}

/** What is mounted below can be refused since Linux 5.12 (mount_setattr(2), AT_RECURSIVE). */
function accessOptions(access: Access): string[] {
  if (access === "rw") return ["rw"];
  const [major = 0, minor = 0] = release().split(".").map(Number);
  const canRefuseBelow = major > 5 || (major === 5 && minor >= 12);
  return access === "ro-all" || (access === "ro" && canRefuseBelow) ? ["ro", "rro"] : ["ro"];
}
