import { BlockList, isIPv6 } from "node:net";
import type { NetworkList } from "../../cni/network-list.ts";
import { NerdError } from "../../errors.ts";
import { containerIdOf } from "../attachment.ts";
import type { Endpoint } from "../endpoint.ts";
import { addressReservation } from "./address-reservation.ts";

/** A range of host-local's: an address outside of its subnet is none of the network's. */
interface AddressRange {
  readonly subnet: string;
  readonly gateway?: string;
}

/** Throws INVALID_VALUE where the network cannot give what is asked for, before anything is made. */
export function checkEndpoint(list: NetworkList, { network, ip, ip6, mac }: Endpoint): void {
  const ranges = addressRanges(list);
  for (const address of [ip, ip6]) {
    if (address === undefined || ranges.length === 0) continue;
    const range = ranges.find(({ subnet }) => isWithin(address, subnet));
    if (range === undefined) {
      const message = `invalid config for network ${network}: no configured subnet contains IP address ${address}`;
      throw new NerdError("INVALID_VALUE", message, {
        hint: `it has ${ranges.map(({ subnet }) => subnet).join(", ")}`,
      });
    }
    if (range.gateway === address) throw inUse(address, network, "it is the network's gateway: choose another one");
  }
  if (mac !== undefined && list.plugins[0]?.type === "ipvlan") {
    throw new NerdError("INVALID_VALUE", `an ipvlan has its host interface's mac address: ${network}`, {
      hint: "use a bridge or macvlan network",
    });
  }
}

/** Throws ADDRESS_IN_USE where another container has the address, telling which. */
export function refuseTaken(
  ipamDir: string,
  { network, address, containerId }: { network: string; address: string; containerId: string },
): void {
  const holder = addressReservation(ipamDir, network, address)?.containerId;
  if (holder === undefined || holder === containerId) return;
  const short = (containerIdOf(holder) ?? holder).slice(0, 12);
  throw inUse(address, network, `container ${short} has it: stop that (nerdsh stop ${short}), or choose another one`);
}

function inUse(address: string, network: string, hint: string): NerdError {
  return new NerdError("ADDRESS_IN_USE", `address already in use on network ${network}: ${address}`, { hint });
}

/** Of a list whose addresses host-local gives; others decide by themselves. */
function addressRanges({ plugins }: NetworkList): AddressRange[] {
  const { type, ranges = [] } = (plugins[0]?.["ipam"] ?? {}) as { type?: unknown; ranges?: AddressRange[][] };
  return type === "host-local" ? ranges.flat() : [];
}

function isWithin(address: string, subnet: string): boolean {
  const [base = "", length = ""] = subnet.split("/");
  const family = (text: string) => (isIPv6(text) ? "ipv6" : "ipv4");
  if (family(base) !== family(address)) return false;
  const block = new BlockList();
  block.addSubnet(base, Number(length), family(base));
  return block.check(address, family(address));
}
