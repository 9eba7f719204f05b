import type { Context } from "../context.ts";
import { announceVolume } from "./announcement.ts";
import { anonymousLabels, anonymousVolumeName, checkVolumeName, ensureVolume, type Volume } from "./volume.ts";

export interface VolumeOptions {
  /** 64 hexadecimal digits where it is absent; then the volume goes with the next `prune` that finds it unused. */
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What is mounted there while a container runs that has it: `type`, `device`, `o`. */
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** Makes a volume. One that is there already is given as it is, with a warning. */
export async function createVolume(
  context: Pick<Context, "engine" | "settings" | "emit">,
  { name, labels = {}, options = {} }: VolumeOptions,
): Promise<Volume> {
  const place = { ...context.settings, namespace: context.engine.namespace };
  const volume = await ensureVolume(place, name === undefined ? anonymousVolumeName() : checkVolumeName(name), {
    labels: name === undefined ? { ...anonymousLabels, ...labels } : labels,
    options,
  });
  if (volume.isNew) await announceVolume(context, volume.name, "create", { driver: "local" });
  else {
    const message = `volume ${volume.name} exists already, and stays as it is`;
    context.emit({ type: "warning", code: "ALREADY_EXISTS", message });
  }
  return volume;
}
