import type { Context } from "../context.ts";

export type VolumeAction = "create" | "destroy" | "prune";

export const volumeTopic = "/nerdsh/volume";

/**
 * Tells everybody who watches the engine's events, which knows nothing of volumes. It is a ContainerUpdate, a type that all of them know, with
 * the volume's name as its id. What a container mounts follows from its own events.
 */
export async function announceVolume(
  { engine }: Pick<Context, "engine">,
  name: string,
  action: VolumeAction,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const event = { id: name, labels: { action, ...attributes } };
  await engine.events.announce(volumeTopic, "containerd.events.ContainerUpdate", event);
}
