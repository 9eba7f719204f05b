import { readFileSync, writeFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { addressReservation } from "../../network/addresses/address-reservation.ts";
import type { Attachment } from "../../network/attachment.ts";
import type { Endpoint } from "../../network/endpoint.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
import { statePaths } from "../record/state-directory.ts";

/** What a container had in its networks when it was last started, by the network's name. */
export type KeptAddresses = Readonly<Record<string, Pick<Endpoint, "ip" | "ip6" | "mac">>>;

/** None for a container that is started for the first time, or was by nerdctl. */
export function readKeptAddresses(settings: Settings, id: string): KeptAddresses {
  try {
    return JSON.parse(readFileSync(statePaths(settings, id).addresses, "utf8")) as KeptAddresses; // Written below.
  } catch (error) {
    // A machine that lost its power may leave half of it: then they are chosen anew.
    if (errno(error) === "ENOENT" || error instanceof SyntaxError) return {};
    throw error;
  }
}

export function writeKeptAddresses(settings: Settings, id: string, attachments: readonly Attachment[]): void {
  const kept = Object.fromEntries(attachments.map((attachment) => [attachment.network, keptOf(attachment)]));
  writeFileSync(statePaths(settings, id).addresses, JSON.stringify(kept), { mode: 0o600 });
}

/** The endpoint with what it had, as far as nothing else was asked for and nobody has taken it since. */
export function keptEndpoint(ipamDir: string, endpoint: Endpoint, kept: KeptAddresses): Endpoint {
  const { ip, ip6, mac } = kept[endpoint.network] ?? {};
  const isFree = (address: string) => addressReservation(ipamDir, endpoint.network, address) === undefined;
  return {
    ...(ip !== undefined && isFree(ip) && { ip }),
    ...(ip6 !== undefined && isFree(ip6) && { ip6 }),
    ...(mac !== undefined && { mac }),
    ...endpoint,
  };
}

function keptOf({ mac, result: { ips = [] } }: Attachment): KeptAddresses[string] {
  const addresses = ips.map(({ address }) => address.split("/")[0] ?? "");
  const [ip6, ip] = [addresses.find((address) => isIPv6(address)), addresses.find((address) => !isIPv6(address))];
  return { ...(ip && { ip }), ...(ip6 && { ip6 }), ...(mac && { mac }) };
}
