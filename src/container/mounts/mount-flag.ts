import { isAbsolute, resolve } from "node:path";
import { checkDriverOptions } from "../../volume/driver-options.ts";
import { checkVolumeName } from "../../volume/volume.ts";
import { MountFields } from "./mount-fields.ts";
import {
  type Access,
  normalTarget,
  type Propagation,
  propagations,
  type RequestedMount,
  targetProblem,
} from "./requested-mount.ts";
import { tmpfsOptions } from "./tmpfs-flag.ts";

const types = ["volume", "bind", "tmpfs", "image"] as const;
const recursions = ["enabled", "disabled", "writable", "readonly"] as const;

/** Docker's long form: `type=bind,source=…,target=…,…` (docker run, "--mount"). */
export function parseMount(text: string, cwd: string): RequestedMount {
  const fields = new MountFields(text);
  const type = fields.oneOf("type", types) ?? "volume";
  fields.refuseOthers(type);
  const target = fields.text("target");
  if (target === undefined) throw fields.invalid("target is required");
  const problem = targetProblem(target);
  if (problem !== undefined) throw fields.invalid(problem);
  const placed = { target: normalTarget(target), access: access(fields), mode: "", short: false };
  const source = fields.text("source");
  if (type === "bind") return { type, ...placed, ...bind(fields, source, cwd) };
  if (type === "volume") return { type, ...placed, ...volume(fields, source) };
  if (type === "tmpfs") return { type, ...placed, options: tmpfs(fields, source, placed.access) };
  if (source === undefined) throw fields.invalid("an image is mounted from its name: write source=IMAGE");
  return { type, ...placed, access: "ro", source, subpath: subpath(fields, "image-subpath") };
}

function access(fields: MountFields): Access {
  const readonly = fields.flag("readonly");
  const recursion = fields.oneOf("bind-recursive", recursions);
  if ((recursion === "writable" || recursion === "readonly") && !readonly)
    throw fields.invalid(`bind-recursive=${recursion} requires readonly`);
  if (!readonly) return "rw";
  if (recursion === "writable" || recursion === "disabled") return "ro-top";
  return recursion === "readonly" ? "ro-all" : "ro";
}

function bind(fields: MountFields, source: string | undefined, cwd: string) {
  if (source === undefined) throw fields.invalid("field Source must not be empty");
  if (!isAbsolute(source) && !/^\.{1,2}(\/|$)/.test(source))
    throw fields.invalid(`invalid mount path: ${source} mount path must be absolute`);
  const recursion = fields.oneOf("bind-recursive", recursions);
  const propagation: Propagation = fields.oneOf("bind-propagation", propagations) ?? "rprivate";
  if (recursion === "readonly" && propagation !== "rprivate")
    throw fields.invalid("bind-recursive=readonly requires bind-propagation=rprivate");
  return {
    source: resolve(cwd, source),
    propagation,
    recursive: recursion !== "disabled" && !fields.flag("bind-nonrecursive"),
    makeSource: fields.flag("bind-create-host-path"),
  };
}

function volume(fields: MountFields, source: string | undefined) {
  const driver = fields.text("volume-driver") ?? "local";
  if (driver !== "local") throw fields.invalid("there is only the driver local");
  const options = pairs(fields.list("volume-opt"));
  if (Object.keys(options).length > 0) checkDriverOptions(options);
  return {
    source: source === undefined ? undefined : checkVolumeName(source),
    copy: !fields.flag("volume-nocopy"),
    subpath: subpath(fields, "volume-subpath"),
    labels: pairs(fields.list("volume-label")),
    ...(Object.keys(options).length > 0 && { driverOptions: options }),
    anonymous: source === undefined,
  };
}

function pairs(texts: readonly string[]): Record<string, string> {
  const read = texts.map((text) => {
    const [key = "", ...rest] = text.split("=");
    return [key, rest.join("=")] as const;
  });
  return Object.fromEntries(read);
}

function tmpfs(fields: MountFields, source: string | undefined, written: Access): string[] {
  if (source !== undefined) throw fields.invalid("a tmpfs has no source");
  const [size, mode] = [fields.bytes("tmpfs-size"), fields.text("tmpfs-mode")];
  if (mode !== undefined && !/^0?[0-7]{1,4}$/.test(mode)) throw fields.invalid(`invalid value for tmpfs-mode: ${mode}`);
  return tmpfsOptions([
    ...(written === "rw" ? [] : ["ro"]),
    ...(size === undefined ? [] : [`size=${size}`]),
    ...(mode === undefined ? [] : [`mode=${mode}`]),
  ]);
}

function subpath(fields: MountFields, name: string): string | undefined {
  const path = fields.text(name);
  if (path === undefined) return undefined;
  if (path === "" || isAbsolute(path) || path.split("/").includes(".."))
    throw fields.invalid(`${name} must be a relative path within it: ${path}`);
  return path;
}
