import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import { attachmentsOf } from "../../network/attach.ts";
import { containerName } from "../record/lookup.ts";
import { recordedNetwork } from "./network-labels.ts";

/** The address of a container in a network, or in its first one. Throws INVALID_VALUE where it has none, as while it does not run. */
export async function containerAddress(
  context: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
  network?: string,
): Promise<string> {
  const { engine, settings, signal } = context;
  const { mode } = recordedNetwork(container.labels);
  if (mode.kind === "container") {
    return await containerAddress(context, await engine.containers.get(mode.reference, { signal }), network);
  }
  const attachments = await attachmentsOf({ ...settings, namespace: engine.namespace }, container.id);
  const found = network === undefined ? attachments[0] : attachments.find((other) => other.network === network);
  if (found !== undefined && found.ip !== "") return found.ip;
  const names = attachments.map((attachment) => attachment.network);
  const where = network === undefined ? "" : ` in ${network}`;
  throw new NerdError("INVALID_VALUE", `the container has no address${where}: ${containerName(container)}`, {
    hint: names.length > 0 ? `it is in ${names.join(", ")}` : "only one that runs in a network has one",
  });
}
