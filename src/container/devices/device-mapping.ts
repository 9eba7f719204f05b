import { NerdError } from "../../errors.ts";
import { isCdiName } from "../cdi/cdi-name.ts";

/** A device of the host, or a directory of them, and where it is in the container. */
export interface DeviceMapping {
  readonly host: string;
  readonly container: string;
  /** Of `r`, `w` and `m`. */
  readonly access: string;
}

/** What `--device` asks for: nodes, and names of CDI. A comma parts several. */
export function parseDevices(texts: readonly string[]): { mappings: DeviceMapping[]; cdi: string[] } {
  const words = texts.flatMap((text) => text.split(","));
  return {
    mappings: words.filter((word) => !isCdiName(word)).map(parseDeviceMapping),
    cdi: words.filter(isCdiName),
  };
}

/** `HOST[:CONTAINER][:rwm]`. */
function parseDeviceMapping(text: string): DeviceMapping {
  const [host = "", second, third, ...more] = text.split(":");
  if (host === "" || more.length > 0) throw invalid(text);
  if (second === undefined) return { host, container: host, access: "rwm" };
  if (third === undefined && isAccess(second)) return { host, container: host, access: second };
  if (!second.startsWith("/")) throw third === undefined ? badMode(second) : invalid(text);
  if (third !== undefined && !isAccess(third)) throw badMode(third);
  return { host, container: second, access: third ?? "rwm" };
}

function isAccess(text: string): boolean {
  return /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length;
}

function badMode(text: string): NerdError {
  return new NerdError("INVALID_VALUE", `bad mode specified: ${text}`, { hint: "it is made of r, w and m" });
}

function invalid(text: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid device specification: ${text}`, {
    hint: "write HOST[:CONTAINER][:rwm]",
  });
}
