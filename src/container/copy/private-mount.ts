import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { text } from "node:stream/consumers";
import type { Mount } from "../../engine/protocol.ts";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { HeldDirectory } from "../../store/held-directory.ts";

/**
 * The root of a file system that a snapshotter describes, mounted where nobody else sees it: in the mount namespace of a
 * child, which ends as soon as we hold the root open. From then on the mount lives by our descriptor alone, and a killed
 * nerdsh leaves none.
 */
export async function privateMount(
  mount: Mount,
  { runtimeDir, programDirs }: Pick<Settings, "runtimeDir" | "programDirs">,
  { readonly }: { readonly: boolean },
): Promise<HeldDirectory> {
  if (mount.type === "bind") return HeldDirectory.open(mount.source, { readonly });
  const directory = join(runtimeDir, "rootfs");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { cwd, options } = shortened(mount);
  const args = ["-t", mount.type, "-o", [...options, ...(readonly ? ["ro"] : [])].join(","), mount.source, directory];
  const child = spawn("unshare", ["--mount", "--propagation", "private", "sh", "-c", script, "sh", ...args], {
    cwd,
    // mount(8) would hand overlay's directories over one by one, each at most 255 bytes long.
    env: { PATH: programDirs.join(":"), LIBMOUNT_FORCE_MOUNT2: "always" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stderr = text(child.stderr);
  child.stdin.on("error", () => {}); // It has failed, and says so below.
  try {
    await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    if (child.exitCode === null) return HeldDirectory.open(`/proc/${child.pid}/root${directory}`, { readonly });
  } finally {
    child.stdin.end();
  }
  throw new NerdError("RUNTIME_FAILED", `cannot mount the container's files: ${(await stderr).trim()}`);
}

/** Mounts, says so, and waits until its input ends. */
const script = 'mount "$@" && echo mounted && exec cat';

/** mount(2) takes a page of options: many layers fit only by paths relative to where they all lie. */
function shortened({ options }: Mount): { cwd: string; options: readonly string[] } {
  const lower = options.find((option) => option.startsWith("lowerdir="));
  const layers = lower?.slice("lowerdir=".length).split(":") ?? [];
  if (layers.length < 2) return { cwd: "/", options };
  let cwd = dirname(layers[0]!);
  while (!layers.every((layer) => layer.startsWith(cwd === "/" ? "/" : `${cwd}/`))) cwd = dirname(cwd);
  const short = `lowerdir=${layers.map((layer) => relative(cwd, layer)).join(":")}`;
  return { cwd, options: options.map((option) => (option === lower ? short : option)) };
}
