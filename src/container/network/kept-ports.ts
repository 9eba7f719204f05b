import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError } from "../../errors.ts";
import { type PortMapping, toPortSpec } from "../../network/ports/port-mapping.ts";
import { publishedPorts } from "../record/list.ts";
import { writePorts } from "../record/state-files.ts";
import { reservePorts } from "../sandbox.ts";
import { readAskedNetwork } from "./network-labels.ts";

/**
 * The ports that a container had, reserved anew. Where another has taken one meanwhile, and the choice was the host's, it chooses again;
 * else throws PORT_IN_USE.
 */
export async function keptPorts(context: Context, { id, labels }: StoredContainer): Promise<readonly PortMapping[]> {
  const earlier = publishedPorts(context, id);
  const { published } = readAskedNetwork(labels);
  try {
    return await reservePorts(context, id, earlier.map(toPortSpec));
  } catch (error) {
    if (published === undefined || !isNerdError(error, "PORT_IN_USE")) throw error;
    const ports = await reservePorts(context, id, published);
    writePorts(context, id, ports);
    return ports;
  }
}
