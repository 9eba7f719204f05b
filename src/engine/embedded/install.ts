import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { NerdError } from "../../errors.ts";
import { selfCommand } from "../../platform/self.ts";
import type { Settings } from "../../settings/settings.ts";
import { replaceFile } from "../../store/atomic-file.ts";
import { containerdConfig } from "./config.ts";
import { engineFiles } from "./engine-files.ts";
import { findEngine } from "./engine-process.ts";
import { findContainerd } from "./programs.ts";
import { engineUnit } from "./systemd-unit.ts";

const unitName = "nerdsh-engine.service";
const unitPath = `/etc/systemd/system/${unitName}`;

export interface InstalledEngine {
  readonly unit: string;
  /** False where an engine runs already, which the unit takes over from at the next boot. */
  readonly isStarted: boolean;
}

/** Has systemd start the embedded engine at boot, and then what restart policies want. Throws UNSUPPORTED where there is nothing to install, or no systemd. */
export async function installEngine(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<InstalledEngine> {
  const { engine, address, programDirs } = settings;
  if (engine === "system") {
    throw new NerdError("UNSUPPORTED", `this host has an engine of its own at ${address}`, {
      hint: "nerdsh --engine embedded engine install installs one beside it",
    });
  }
  if (!existsSync("/run/systemd/system")) {
    throw new NerdError("UNSUPPORTED", "systemd does not run here", {
      hint: "none is needed: the first command that needs the engine starts it",
    });
  }
  const files = engineFiles(settings);
  const containerd = findContainerd(programDirs);
  await replaceFile(files.config, containerdConfig(files));
  const restore = [...selfCommand(), "--engine", "embedded", "restore"];
  const variables: Record<string, string> = environment["NERDSH_ROOT"] ? { NERDSH_ROOT: settings.root } : {};
  const unit = engineUnit({ containerd, programDirs, files, restore, variables });
  await replaceFile(unitPath, unit, { mode: 0o644 });
  const isStarted = findEngine(files.config) === undefined;
  await systemctl(["daemon-reload"], signal);
  await systemctl(isStarted ? ["enable", "--now", unitName] : ["enable", unitName], signal);
  return { unit: unitPath, isStarted };
}

async function systemctl(args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  try {
    await promisify(execFile)("systemctl", args, { signal });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new NerdError("ENGINE_FAILED", `systemctl ${args.join(" ")} failed`, {
      hint: `see systemctl status ${unitName}`,
      cause,
    });
  }
}
