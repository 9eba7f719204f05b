import { execFile } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isExecutable } from "../../platform/embedded-program.ts";
import { errno } from "../../store/atomic-file.ts";
import { embeddedShimFronts } from "./embedded-shim-fronts.ts";
import { findProgram } from "./programs.ts";

const shimName = "containerd-shim-runc-v2";

/**
 * A program of ours before containerd's shim (native/shim-front): it does in a millisecond what containerd 1.7 starts the shim for a second and a third
 * time. The engine finds it where `directory` comes first in its PATH; until `open` was called, it only starts the shim.
 */
export interface ShimFront {
  readonly directory: string;
  /** Has it do its work where the shim is of the version that it knows. */
  open(): Promise<void>;
}

/** Undefined where this processor has none, or nothing below the root can be executed: containers start as they do without it. */
export function shimFront(root: string, programDirs: readonly string[]): ShimFront | undefined {
  const binary = embeddedShimFronts[process.arch as keyof typeof embeddedShimFronts]; // Absent elsewhere.
  const found = findProgram(shimName, programDirs);
  if (binary === undefined || found === undefined) return undefined;
  const directory = join(root, "shim");
  // Under one name for good: the engine notes it for each container, and takes one whose program is gone for lost.
  const front = join(directory, shimName);
  const known = join(directory, "known");
  const shim = realpathSync(found);
  mkdirSync(directory, { recursive: true });
  install(front, Buffer.from(binary.base64, "base64"));
  if (!isExecutable(front)) return undefined;
  // Looked at once: its version takes as long to tell as the front saves.
  const identity = identityOf(shim);
  const isKnown = linkTarget(known) === identity;
  if (!isKnown) rmSync(known, { force: true });
  pointTo(join(directory, "shim"), shim);
  const version = isKnown ? undefined : shimVersion(shim);
  return {
    directory,
    async open() {
      if ((await version)?.startsWith("1.7.")) pointTo(known, identity);
    },
  };
}

/** As the shim tells it; empty where it tells none. */
async function shimVersion(shim: string): Promise<string> {
  const { stdout } = await promisify(execFile)(shim, ["-v"]).catch(() => ({ stdout: "" })); // Then it is none that the front knows.
  return /Version:\s+(\S+)/.exec(stdout)?.[1] ?? "";
}

/** Another after an upgrade. */
function identityOf(file: string): string {
  const { ino, size, ctimeMs } = statSync(file);
  return `${ino}:${size}:${ctimeMs}`;
}

function install(path: string, bytes: Buffer): void {
  if (bytesOf(path)?.equals(bytes)) return;
  const draft = `${path}.new`;
  writeFileSync(draft, bytes);
  chmodSync(draft, 0o755);
  renameSync(draft, path);
}

/** Makes or moves a symbolic link at once, so that it is never missing. */
function pointTo(link: string, target: string): void {
  if (linkTarget(link) === target) return;
  const draft = `${link}.new`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, link);
}

const bytesOf = (path: string) => unlessAbsent(() => readFileSync(path));
const linkTarget = (path: string) => unlessAbsent(() => readlinkSync(path));

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}
