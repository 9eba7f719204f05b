import { removeNamedVolume } from "../../container/mounts/volume-removal.ts";
import { createUserNetwork, removeUserNetwork } from "../../container/network/user-network.ts";
import { isNerdError } from "../../errors.ts";
import { createVolume } from "../../volume/create.ts";
import { networkCreateOptions } from "../service/network-create-options.ts";
import { volumeCreateOptions } from "../service/volume-create-options.ts";
import type { ApplyContext } from "./apply-context.ts";

/** Somebody else may have made it meanwhile, under the same name. */
export async function createProjectNetwork({ context, project }: ApplyContext, key: string): Promise<void> {
  try {
    await createUserNetwork(context, networkCreateOptions(project, key));
  } catch (error) {
    if (!isNerdError(error, "ALREADY_EXISTS")) throw error;
  }
}

export async function createProjectVolume({ context, project }: ApplyContext, key: string): Promise<void> {
  await createVolume(context, volumeCreateOptions(project, key));
}

/** One that containers of somebody else use stays, and that is said. */
export async function removeProjectNetwork({ context }: ApplyContext, name: string): Promise<void> {
  await removeUserNetwork(context, name, { force: true });
}

export async function removeProjectVolume({ context }: ApplyContext, name: string): Promise<void> {
  await removeNamedVolume(context, name, { force: true });
}

/** One that is in use, or gone, is left; the first is said. */
export async function removeProjectImage({ context }: ApplyContext, name: string): Promise<void> {
  const { removeImage } = await import("../../image/remove.ts");
  try {
    await removeImage(context, name);
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_IMAGE")) return;
    if (!isNerdError(error, "IMAGE_IN_USE")) throw error;
    context.emit({ type: "warning", code: error.code, message: error.message });
  }
}
