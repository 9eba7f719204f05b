import type { ImageContext } from "./image.ts";

/** What containerd has no event for: it is told of names, and not that an image or what is unused is gone. */
export type ImageAction = "delete" | "prune";

export const imageTopic = "/nerdsh/image";

/** Tells everybody who watches the engine's events. It is an ImageUpdate, a type that all of them know. */
export async function announceImage(
  { engine }: Pick<ImageContext, "engine">,
  name: string,
  action: ImageAction,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const event = { name, labels: { action, ...attributes } };
  await engine.events.announce(imageTopic, "containerd.events.ImageUpdate", event);
}
