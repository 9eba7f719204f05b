import { isAbsolute, resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { checkVolumeName } from "../../volume/volume.ts";
import {
  type Access,
  type BindRequest,
  normalTarget,
  type Propagation,
  propagations,
  targetProblem,
  type VolumeRequest,
} from "./requested-mount.ts";

/** Docker's short form: `[SOURCE:]TARGET[:OPTION,…]`, where a source that is no path names a volume. */
export function parseVolume(text: string, cwd: string): BindRequest | VolumeRequest {
  const parts = text.split(":");
  if (parts.length > 3 || parts.some((part) => part === "")) throw invalid(text, "write SOURCE:TARGET[:ro]");
  const [first = "", second, mode = ""] = parts;
  const [source, target] = second === undefined ? [undefined, first] : [first, second];
  const problem = targetProblem(target);
  if (problem !== undefined) throw invalid(text, problem);
  const { access, propagation, copy } = readMode(mode, text);
  const placed = { target: normalTarget(target), access, mode, short: true };
  if (source !== undefined && isPath(source)) {
    if (!copy) throw invalid(text, "nocopy is for volumes: the source is a path of the host");
    const bind = { source: resolve(cwd, source), propagation: propagation ?? "rprivate" };
    return { type: "bind", ...placed, ...bind, recursive: true, makeSource: true };
  }
  if (propagation !== undefined) throw invalid(text, `${propagation} is for paths of the host: the source is a volume`);
  const name = source === undefined ? undefined : checkVolumeName(source);
  const volume = { source: name, copy, subpath: undefined, labels: {}, anonymous: name === undefined };
  return { type: "volume", ...placed, ...volume };
}

function isPath(source: string): boolean {
  return isAbsolute(source) || /^\.{1,2}(\/|$)/.test(source);
}

interface Mode {
  readonly access: Access;
  readonly propagation: Propagation | undefined;
  readonly copy: boolean;
}

/** Each kind of option may be there once. SELinux labels and consistency mean nothing on a host without either. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  access: ["ro", "rw", "rro"],
  label: ["z", "Z"],
  propagation: propagations,
  copy: ["nocopy"],
  consistency: ["consistent", "cached", "delegated", "default"],
};

function readMode(mode: string, text: string): Mode {
  const found: Record<string, string> = {};
  for (const option of mode === "" ? [] : mode.split(",")) {
    const kind = Object.keys(kinds).find((each) => kinds[each]?.includes(option));
    if (kind === undefined) throw invalid(text, `no such option: ${option}`);
    if (found[kind] !== undefined) throw invalid(text, `${found[kind]} and ${option} exclude each other`);
    found[kind] = option;
  }
  return {
    access: found["access"] === "rro" ? "ro-all" : found["access"] === "ro" ? "ro" : "rw",
    propagation: propagations.find((each) => each === found["propagation"]),
    copy: found["copy"] === undefined,
  };
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid volume specification: ${text}`, { hint });
}
