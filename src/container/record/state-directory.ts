import { removeTrees } from "../../platform/remove-trees.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
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
  /** Where memory is mounted that has its secrets as files. */
  readonly secrets: string;
  readonly networkConfig: string;
  /** What it had in its networks, for the next start. */
  readonly addresses: string;
  readonly lifecycle: string;
  /** Results of health checks, one a line. */
  readonly health: string;
  /** `etchosts/<namespace>/<id>`, beside the others so that all of a namespace are rewritten together. */
  readonly hostsDirectory: string;
  readonly hosts: string;
}

/** The one that a list of many containers has to look at for each. */
export function lifecycleFile({ dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">, id: string): string {
  return `${dataStore}/containers/${namespace}/${id}/lifecycle.json`;
}

export function statePaths(
  { dataStore, namespace }: Pick<Settings, "dataStore" | "namespace">,
  id: string,
): StatePaths {
  // Not by join(): a list asks for those of every container.
  const directory = `${dataStore}/containers/${namespace}/${id}`;
  const hostsDirectory = `${dataStore}/etchosts/${namespace}/${id}`;
  return {
    directory,
    resolvConf: `${directory}/resolv.conf`,
    hostname: `${directory}/hostname`,
    logConfig: `${directory}/log-config.json`,
    log: `${directory}/${id}-json.log`,
    attach: `${directory}/attach`,
    sharedMemory: `${directory}/shm`,
    secrets: `${directory}/secrets`,
    networkConfig: `${directory}/network-config.json`,
    addresses: `${directory}/addresses.json`,
    lifecycle: lifecycleFile({ dataStore, namespace }, id),
    health: `${directory}/health.json`,
    hostsDirectory,
    hosts: `${hostsDirectory}/hosts`,
  };
}

export async function removeState(
  settings: Pick<Settings, "dataStore" | "namespace" | "programDirs">,
  id: string,
): Promise<void> {
  const { directory, hostsDirectory, sharedMemory, secrets } = statePaths(settings, id);
  await unmountSharedMemory(sharedMemory, settings);
  await unmountSharedMemory(secrets, settings);
  await removeWritten([directory, hostsDirectory]);
}

/** The supervisor may be writing there just now how the container has ended: it does so once, and into no directory that is gone. */
async function removeWritten(directories: readonly string[], tries = 5): Promise<void> {
  try {
    await removeTrees(directories);
  } catch (error) {
    if (errno(error) !== "ENOTEMPTY" || tries === 1) throw error;
    await removeWritten(directories, tries - 1);
  }
}
