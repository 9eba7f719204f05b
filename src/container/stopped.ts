import type { Context } from "../context.ts";
import { HostsStore } from "../network/hosts/hosts-store.ts";
import { releaseMounts } from "../volume/volume-mount.ts";
import { closeSandbox } from "./sandbox.ts";
import { fifoDirectory, removeFifos } from "./streams/fifos.ts";

/**
 * A container that has exited keeps its record, its snapshot and its exit status. It gives back its address, ports and FIFOs, what its volumes had
 * mounted for it, and its place in its peers' hosts files.
 */
export async function releaseStopped(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  id: string,
): Promise<void> {
  await Promise.all([
    releaseMounts({ engine, settings }, id),
    closeSandbox(settings, id),
    removeFifos(fifoDirectory(settings.runtimeDir, id)),
    new HostsStore(settings).leave(id),
  ]);
}
