import { isAbsolute, normalize, resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { checkName } from "../record/names.ts";

/** One `--volume`, read but not made yet. */
export interface VolumeMount {
  /** `bind` has a host path as source, `volume` a volume's name, or none for an anonymous one. */
  readonly type: "bind" | "volume";
  readonly source: string | undefined;
  readonly target: string;
  readonly readonly: boolean;
  readonly propagation: string;
}

const propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];
/** Accepted because Docker accepts them; SELinux and consistency mean nothing here. */
const ignored = ["z", "Z", "consistent", "cached", "delegated", "nocopy"];

/** Docker's short form: `[SOURCE:]TARGET[:OPTION,…]`, where a source that is no path names a volume. */
export function parseVolume(text: string, cwd: string): VolumeMount {
  const parts = text.split(":");
  if (parts.length > 3 || parts.some((part) => part === "")) throw invalid(text, "write SOURCE:TARGET[:ro]");
  const [first = "", second, options = ""] = parts;
  const [source, target] = second === undefined ? [undefined, first] : [first, second];
  if (!isAbsolute(target)) throw invalid(text, "the target must be an absolute path in the container");
  if (normalize(target) === "/") throw invalid(text, "the target cannot be /");
  return {
    ...readOptions(options, text),
    ...readSource(source, cwd),
    target: normalize(target).replace(/(.)\/$/, "$1"),
  };
}

function readSource(source: string | undefined, cwd: string): Pick<VolumeMount, "type" | "source"> {
  if (source === undefined) return { type: "volume", source };
  if (isAbsolute(source) || /^\.{1,2}(\/|$)/.test(source)) return { type: "bind", source: resolve(cwd, source) };
  return { type: "volume", source: checkName(source) };
}

function readOptions(options: string, text: string): Pick<VolumeMount, "readonly" | "propagation"> {
  let readonly = false;
  let propagation = "rprivate";
  for (const option of options === "" ? [] : options.split(",")) {
    if (option === "ro" || option === "rw") readonly = option === "ro";
    else if (propagations.includes(option)) propagation = option;
    else if (!ignored.includes(option)) throw invalid(text, `no such option: ${option}`);
  }
  return { readonly, propagation };
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid volume: ${text}`, { hint });
}
