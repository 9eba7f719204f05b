import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";
import { unmountSharedMemory } from "../shared-memory.ts";

/** What nerdctl and nerdsh keep of a container as files: `containers/<namespace>/<id>` in the data store. */
export interface StatePaths {
  readonly directory: string;
  readonly resolvConf: string;
  readonly hostname: string;
  readonly logConfig: string;
  readonly log: string;
  /** Of the FIFOs, beside the log, by which the logger shows who is attached what it keeps. */
  readonly attach: string;
  /** Where memory is mounted that other containers share. */
  readonly sharedMemory: string;
  readonly networkConfig: string;
  readonly lifecycle: string;
  /** Results of health checks, one a line. */
  readonly health: string;
  /** `etchosts/<namespace>/<id>`, beside the others so that all of a namespace are rewritten together. */
  readonly hostsDirectory: string;
  readonly hosts: string;
}

export function statePaths(
  { dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">,
  id: string,
): StatePaths {
  const directory = join(dataStore, "containers", namespace, id);
  const hostsDirectory = join(dataStore, "etchosts", namespace, id);
  return {
    directory,
    resolvConf: join(directory, "resolv.conf"),
    hostname: join(directory, "hostname"),
    logConfig: join(directory, "log-config.json"),
    log: join(directory, `${id}-json.log`),
    attach: join(directory, "attach"),
    sharedMemory: join(directory, "shm"),
    networkConfig: join(directory, "network-config.json"),
    lifecycle: join(directory, "lifecycle.json"),
    health: join(directory, "health.json"),
    hostsDirectory,
    hosts: join(hostsDirectory, "hosts"),
  };
}

export async function removeState(
  settings: Pick<Settings, "dataStore" | "namespace" | "programDirs">,
  id: string,
): Promise<void> {
  const { directory, hostsDirectory, sharedMemory } = statePaths(settings, id);
  await unmountSharedMemory(sharedMemory, settings);
  rmSync(directory, { recursive: true, force: true });
  rmSync(hostsDirectory, { recursive: true, force: true });
}
