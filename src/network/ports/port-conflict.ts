import { NerdError } from "../../errors.ts";
import { portListener } from "./port-listener.ts";
import { hostAndPort, type PortMapping } from "./port-mapping.ts";

/** A port of the host that is another container's, by its name; by the start of its id where that is all that is known. */
export function heldByContainer(mapping: PortMapping, container: string): NerdError {
  return inUse(mapping, `container ${container} has it: stop that (nerdsh stop ${container}), or choose another port`);
}

/** One that the same container asks for a second time. */
export function heldTwice(mapping: PortMapping): NerdError {
  return inUse(mapping, "it is published twice");
}

/** One that a program of the host has, which is looked up for the hint. */
export async function heldByProgram(mapping: PortMapping): Promise<NerdError> {
  const listener = await portListener(mapping);
  if (listener === undefined) return inUse(mapping, "another program of this host has it: choose another port");
  return inUse(mapping, `${listener.command} (pid ${listener.pid}) listens on it: stop that, or choose another port`);
}

/** Docker's words. */
function inUse({ hostAddress, hostPort }: PortMapping, hint: string): NerdError {
  const message = `bind for ${hostAndPort(hostAddress, hostPort)} failed: port is already allocated`;
  return new NerdError("PORT_IN_USE", message, { hint });
}
