import { readFileSync } from "node:fs";
import { NerdError } from "../errors.ts";
import { formatPlatform, hostPlatform, type Platform, parsePlatform, platformRank } from "../image/platform.ts";

/** Throws UNSUPPORTED where programs of a platform run neither natively here nor by an emulator that the kernel knows. */
export function checkRunnable(text: string, binfmt = "/proc/sys/fs/binfmt_misc"): void {
  const platform = parsePlatform(text);
  const host = hostPlatform();
  if (platformRank(platform, host) >= 0 || isEmulated(platform, binfmt)) return;
  throw new NerdError(
    "UNSUPPORTED",
    `programs for ${formatPlatform(platform)} do not run on this host, which is ${formatPlatform(host)}`,
    platform.os === host.os ? { hint: "install an emulator for them: apt-get install qemu-user-binfmt" } : {},
  );
}

/** qemu's names, where they are not Go's. */
const emulators: Readonly<Record<string, string>> = { amd64: "x86_64", arm64: "aarch64", "386": "i386" };

/** As qemu's packages register it (Linux documentation, admin-guide, "binfmt_misc"). */
function isEmulated({ os, architecture }: Platform, binfmt: string): boolean {
  try {
    const entry = readFileSync(`${binfmt}/qemu-${emulators[architecture] ?? architecture}`, "utf8");
    return os === "linux" && entry.startsWith("enabled");
  } catch {
    return false;
  }
}
