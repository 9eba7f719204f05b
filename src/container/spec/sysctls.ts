import { NerdError } from "../../errors.ts";

/** Docker's list: what belongs to a namespace that a container has of its own. */
const ofIpc = [
  "kernel.msgmax",
  "kernel.msgmnb",
  "kernel.msgmni",
  "kernel.sem",
  "kernel.shmall",
  "kernel.shmmax",
  "kernel.shmmni",
  "kernel.shm_rmid_forced",
];

/** Which of its namespaces are the host's. */
export interface HostNamespaces {
  readonly network: boolean;
  readonly ipc: boolean;
}

/** `--sysctl`, checked: a parameter of the whole machine is none of a container's. */
export function readSysctls(
  sysctl: Readonly<Record<string, string | null>>,
  isHost: HostNamespaces,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sysctl).map(([name, value]) => {
      if (value === null) throw invalid(`sysctl '${name}' has no value`, `write ${name}=VALUE`);
      const isNetwork = name.startsWith("net.");
      const isIpc = ofIpc.includes(name) || name.startsWith("fs.mqueue.");
      if (!isNetwork && !isIpc) {
        throw invalid(`sysctl '${name}' is not allowed`, "it is of the whole machine: set it there");
      }
      if (isNetwork && isHost.network) throw invalid(`sysctl '${name}' is not allowed in the host's network namespace`);
      if (isIpc && isHost.ipc) throw invalid(`sysctl '${name}' is not allowed in the host's IPC namespace`);
      return [name, value];
    }),
  );
}

function invalid(message: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", message, hint === undefined ? {} : { hint });
}
