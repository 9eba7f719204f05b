import { isAbsolute, normalize } from "node:path";

/** Whether and how far writing is refused; below a bind's source other things may be mounted. */
export type Access =
  | "rw"
  /** What is mounted below, too, where the kernel can do that. */
  | "ro"
  /** The mount itself alone. */
  | "ro-top"
  /** What is mounted below, too, or the container cannot be. */
  | "ro-all";

export const propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"] as const;
export type Propagation = (typeof propagations)[number];

interface Placed {
  /** Absolute and normal. */
  readonly target: string;
  readonly access: Access;
  /** The options of the short form as they were written; `inspect` shows them. */
  readonly mode: string;
  /** By `--volume` or `--tmpfs`; else by `--mount`. */
  readonly short: boolean;
}

export interface BindRequest extends Placed {
  readonly type: "bind";
  /** An absolute path of the host. */
  readonly source: string;
  readonly propagation: Propagation;
  /** Whether what is mounted below the source comes along. */
  readonly recursive: boolean;
  /** A directory is made where nothing is; else that is an error. */
  readonly makeSource: boolean;
}

export interface VolumeRequest extends Placed {
  readonly type: "volume";
  /** Its name; undefined for one that nobody named. */
  readonly source: string | undefined;
  /** Whether it gets what the image has at the target, where it is empty. */
  readonly copy: boolean;
  readonly subpath: string | undefined;
  /** Of a volume that is made for it. */
  readonly labels: Readonly<Record<string, string>>;
  /** The same, of the driver; absent where there are none. */
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  /** Goes with the container, unless another one uses it. */
  readonly anonymous: boolean;
}

export interface TmpfsRequest extends Placed {
  readonly type: "tmpfs";
  /** As mount(8) takes them, defaults included. */
  readonly options: readonly string[];
}

export interface ImageRequest extends Placed {
  readonly type: "image";
  /** Its reference. */
  readonly source: string;
  readonly subpath: string | undefined;
}

/** One mount, read but not made yet. */
export type RequestedMount = BindRequest | VolumeRequest | TmpfsRequest | ImageRequest;

/** Why a path cannot be a mount point, or undefined where it can. */
export function targetProblem(target: string): string | undefined {
  if (!isAbsolute(target)) return "the target must be an absolute path in the container";
  return normalize(target) === "/" ? "the target cannot be /" : undefined;
}

export function normalTarget(target: string): string {
  return normalize(target).replace(/(.)\/$/, "$1");
}
