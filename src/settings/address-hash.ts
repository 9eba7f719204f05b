import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Loading node:crypto takes longer than all the rest of the settings, so the usual two are known beforehand. */
const known: Readonly<Record<string, string>> = {
  "/run/containerd/containerd.sock": "1935db59",
  "/run/nerdsh/containerd.sock": "9db61c7a",
};

/** nerdctl's name for an engine in its data root: of the socket's path with symlinks resolved, whether it exists yet or not. */
export async function addressHash(address: string): Promise<string> {
  const path = resolved(address);
  return known[path] ?? (await shortHash(path));
}

/** The first 8 hexadecimal digits of the SHA-256. */
export async function shortHash(text: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** The path with symlinks resolved as far as it exists. */
function resolved(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolved(parent), basename(path));
  }
}
