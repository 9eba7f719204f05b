import { labelKeys, readJsonLabel } from "../record/labels.ts";
import type { MountOptions } from "./mount-options.ts";
import { type MountRecord, mountRecords } from "./mount-record.ts";
import type { BindRequest, RequestedMount, TmpfsRequest, VolumeRequest } from "./requested-mount.ts";

/** What was asked for, as Docker's `HostConfig` has it. */
export interface AskedMounts {
  readonly Binds?: readonly string[];
  readonly Mounts?: readonly object[];
  readonly Tmpfs?: Readonly<Record<string, string>>;
  readonly VolumesFrom?: readonly string[];
  readonly VolumeDriver?: string;
}

/** Only what there is. */
export function askedMounts(requests: readonly RequestedMount[], options: MountOptions): AskedMounts {
  const [short, long] = [requests.filter((each) => each.short), requests.filter((each) => !each.short)];
  const binds = short.flatMap((each) => (isNamed(each) ? [bindText(each)] : []));
  const tmpfs = short.flatMap((each) => (each.type === "tmpfs" ? [[each.target, each.mode] as const] : []));
  return {
    ...(binds.length > 0 && { Binds: binds }),
    ...(long.length > 0 && { Mounts: long.map(mountDocument) }),
    ...(tmpfs.length > 0 && { Tmpfs: Object.fromEntries(tmpfs) }),
    ...(options.volumesFrom.length > 0 && { VolumesFrom: options.volumesFrom }),
    ...(options.volumeDriver && { VolumeDriver: options.volumeDriver }),
  };
}

/** Of a container's labels; of one that nerdctl made, what its mounts tell. */
export function askedMountsOf(labels: Readonly<Record<string, string>>): AskedMounts {
  const own = readJsonLabel<AskedMounts | undefined>(labels, labelKeys.askedMounts, undefined);
  if (own !== undefined) return own;
  const records = mountRecords(labels);
  const anonymous = readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []);
  const named = records.filter(
    ({ Type, Name = "" }) => Type === "bind" || (Type === "volume" && !anonymous.includes(Name)),
  );
  const tmpfs = records.filter(({ Type }) => Type === "tmpfs");
  return {
    ...(named.length > 0 && { Binds: named.map(recordText) }),
    ...(tmpfs.length > 0 && { Tmpfs: Object.fromEntries(tmpfs.map(({ Destination, Mode }) => [Destination, Mode])) }),
  };
}

/** `Mounts` of `inspect`: those of `--tmpfs` stand in `HostConfig` alone, as in Docker. */
export function mountDocuments(labels: Readonly<Record<string, string>>): readonly MountRecord[] {
  const { Tmpfs = {} } = askedMountsOf(labels);
  return mountRecords(labels).filter(({ Type, Destination }) => Type !== "tmpfs" || Tmpfs[Destination] === undefined);
}

/** `Config.Volumes` of `inspect`: the image's, and those that nobody named; nothing where there is none. */
export function declaredVolumes(
  labels: Readonly<Record<string, string>>,
  ofImage: Readonly<Record<string, object>> = {},
): { readonly Volumes?: Readonly<Record<string, object>> } {
  const anonymous = readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []);
  const own = mountRecords(labels).filter(({ Name }) => Name !== undefined && anonymous.includes(Name));
  const volumes = { ...ofImage, ...Object.fromEntries(own.map(({ Destination }) => [Destination, {}])) };
  return Object.keys(volumes).length > 0 ? { Volumes: volumes } : {};
}

function recordText({ Type, Name, Source, Destination, Mode }: MountRecord): string {
  return [Type === "volume" ? Name : Source, Destination, ...(Mode ? [Mode] : [])].join(":");
}

function isNamed(request: RequestedMount): request is BindRequest | VolumeRequest {
  return request.type === "bind" || (request.type === "volume" && !request.anonymous);
}

function bindText({ source, target, mode }: BindRequest | VolumeRequest): string {
  return [source, target, ...(mode === "" ? [] : [mode])].join(":");
}

function mountDocument(request: RequestedMount): object {
  const { type, target, access } = request;
  return {
    Type: type,
    ...("source" in request && request.source !== undefined && { Source: request.source }),
    Target: target,
    ...(access !== "rw" && { ReadOnly: true }),
    ...(type === "bind" && ifAny("BindOptions", bindDocument(request))),
    ...(type === "volume" && ifAny("VolumeOptions", volumeDocument(request))),
    ...(type === "tmpfs" && ifAny("TmpfsOptions", tmpfsDocument(request))),
    ...(type === "image" && request.subpath !== undefined && { ImageOptions: { Subpath: request.subpath } }),
  };
}

function ifAny(key: string, document: object): object {
  return Object.keys(document).length > 0 ? { [key]: document } : {};
}

function bindDocument({ propagation, recursive, makeSource, access }: BindRequest): object {
  return {
    ...(propagation !== "rprivate" && { Propagation: propagation }),
    ...(!recursive && { NonRecursive: true }),
    ...(makeSource && { CreateMountpoint: true }),
    ...(access === "ro-top" && { ReadOnlyNonRecursive: true }),
    ...(access === "ro-all" && { ReadOnlyForceRecursive: true }),
  };
}

function volumeDocument({ copy, labels, subpath, driverOptions }: VolumeRequest): object {
  return {
    ...(!copy && { NoCopy: true }),
    ...(Object.keys(labels).length > 0 && { Labels: labels }),
    ...(subpath !== undefined && { Subpath: subpath }),
    ...(driverOptions && { DriverConfig: { Name: "local", Options: driverOptions } }),
  };
}

function tmpfsDocument({ options }: TmpfsRequest): object {
  const value = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
  const [size, mode] = [value("size"), value("mode")];
  return {
    ...(size !== undefined && { SizeBytes: Number(size) }),
    ...(mode !== undefined && { Mode: Number.parseInt(mode, 8) }),
  };
}
