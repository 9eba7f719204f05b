import type { Context } from "../context.ts";
import { fifoDirectory, removeFifos } from "./fifos.ts";
import { closeSandbox } from "./sandbox.ts";

/** A container that has exited keeps its record, its snapshot and its exit status; address, ports and FIFOs it gives back. */
export async function releaseStopped({ settings }: Pick<Context, "settings">, id: string): Promise<void> {
  await Promise.all([closeSandbox(settings, id), removeFifos(fifoDirectory(settings.runtimeDir, id))]);
}
