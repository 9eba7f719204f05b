import { isIP } from "node:net";
import { NerdError } from "../errors.ts";

/** What `volume create --opt` and `volume-opt` of `--mount` say to the driver `local`, by key. */
export type DriverOptions = Readonly<Record<string, string>>;

const known = ["type", "o", "device"];

/** Throws INVALID_VALUE for what the driver does not know, and where half of a mount is said. */
export function checkDriverOptions(options: DriverOptions): void {
  for (const key of Object.keys(options)) {
    if (key === "size")
      throw new NerdError("UNSUPPORTED", "the option size takes a file system with project quotas", {
        hint: "a volume in memory has a size: --opt type=tmpfs --opt device=tmpfs --opt o=size=64m",
      });
    if (!known.includes(key)) throw invalid(`invalid option: ${key}`, `the driver local knows ${known.join(", ")}`);
  }
  if (Object.keys(options).length === 0) return;
  for (const key of ["type", "device"]) {
    if (!options[key])
      throw invalid(`missing required option: ${key}`, "write type=…, device=… and, where needed, o=…");
  }
  for (const value of Object.values(options)) {
    if (value.includes("\0")) throw invalid("an option has a zero byte in it");
  }
  const { type, device } = options as { type: string; device: string };
  if (isBind(options) && !device.startsWith("/")) throw invalid(`the device to bind is no absolute path: ${device}`);
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(type)) throw invalid(`invalid type of a file system: ${type}`);
}

/**
 * The words of mount(8) that have the effect of Docker's mount(2): no helper program, such as mount.nfs, is called, and the kernel gets the
 * options as they are. `addr` is that of an option of that name, looked up.
 */
export function mountWords(options: DriverOptions, target: string, addr?: string): string[] {
  const { type = "", device = "" } = options;
  const words = mountOptions(options).map((word) => (addr && word.startsWith("addr=") ? `addr=${addr}` : word));
  return ["-i", "-t", type, ...(words.length > 0 ? ["-o", words.join(",")] : []), "--", device, target];
}

/** The host name that is to be looked up before the kernel hears of it: that of a network file system. */
export function serverName({ type = "", o = "" }: DriverOptions): string | undefined {
  if (!/^(nfs4?|cifs)$/.test(type)) return undefined;
  const name = /(?:^|,)addr=([^,]*)/.exec(o)?.[1];
  return name === undefined || isIP(name) !== 0 ? undefined : name;
}

/** Whether a directory of the host is shown, which must be there. */
export function isBind(options: DriverOptions): boolean {
  return mountOptions(options).some((word) => word === "bind" || word === "rbind");
}

function mountOptions({ o = "" }: DriverOptions): string[] {
  return o.split(",").filter((word) => word !== "");
}

function invalid(problem: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid volume options: ${problem}`, { hint, exitCode: 1 });
}
