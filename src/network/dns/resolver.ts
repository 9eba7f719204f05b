import { randomInt } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { HostsMeta } from "../hosts/hosts-file.ts";
import type { Forwarder } from "./forwarder.ts";
import { codes, type DnsRecord, readQuery, writeReply } from "./message.ts";
import type { Replier } from "./name-server.ts";
import { type Asker, askerOf, zoneAnswer } from "./zone.ts";

/** What a resolver of one network asks. */
export interface ResolverSources {
  readonly network: string;
  /** The entries of all containers that run in networks, as they are now. */
  metas(): readonly HostsMeta[];
  /** Servers for all other names. */
  outside(asker: HostsMeta | undefined): readonly string[];
  readonly forwarder: Pick<Forwarder, "forward">;
}

const streamSize = 0xffff;

/** Answers the questions of one network's containers, and of nobody else. */
export function networkResolver({ network, metas, outside, forwarder }: ResolverSources): Replier {
  return async (message, { address, isTcp }) => {
    const known = metas();
    const asker = askerOf(known, network, address) ?? hostAsker(network, address);
    // Whoever is not in the network learns nothing, not even by a refusal that could be sent to somebody else's address.
    if (asker === undefined) return undefined;
    const query = readQuery(message);
    if ("reply" in query) return query.reply;
    const answer = zoneAnswer(query, asker, known);
    const size = isTcp ? streamSize : query.size;
    if (answer !== undefined) return writeReply(query, { ...answer, records: rotated(answer.records) }, size);
    const servers = outside(asker.meta);
    if (servers.length === 0) return writeReply(query, { code: codes.REFUSED, isOurs: false }, size);
    return await forwarder.forward(query, message, { servers, isTcp });
  };
}

/** The host itself. What it sends to its own gateway is masqueraded, and may come from any of its addresses. */
function hostAsker(network: string, address: string): Asker | undefined {
  const own = Object.values(networkInterfaces()).flat();
  return own.some((entry) => entry?.address === address) ? { meta: undefined, networks: [network] } : undefined;
}

/** So that of several containers with one alias each is the first one as often. */
function rotated(records: readonly DnsRecord[]): readonly DnsRecord[] {
  if (records.length < 2) return records;
  const start = randomInt(records.length);
  return [...records.slice(start), ...records.slice(0, start)];
}
