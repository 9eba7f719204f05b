import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";

/** What containerd has no event for, since it is told of the signals and tasks behind it only. */
export type Announced =
  | "kill"
  | "stop"
  | "restart"
  | "attach"
  | "commit"
  | "export"
  | "top"
  | "update"
  | "archive-path"
  | "extract-to-dir";

export const announcementTopic = "/nerdsh/container";

/**
 * Tells everybody who watches the engine's events what a command has done to a container. It is a ContainerUpdate, a type that all of
 * them know, whose labels are the action and its attributes.
 */
export async function announce(
  { engine }: Pick<Context, "engine">,
  { id, image }: Pick<StoredContainer, "id" | "image">,
  action: Announced,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const event = { id, image, labels: { action, ...attributes } };
  await engine.events.announce(announcementTopic, "containerd.events.ContainerUpdate", event);
}
