import { randomInt } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { HostsMeta } from "../hosts/hosts-file.ts";
import type { Forwarder } from "./forwarder.ts";
import { codes, type DnsRecord, readQuery, writeReply } from "./message.ts";
import type { Replier } from "./name-server.ts";
import { type Asker, askableServers, askerOf, containerAsker, zoneAnswer } from "./zone.ts";

/** What a resolver asks. */
export interface ResolverSources {
  /** Who asks by an address; undefined for whoever gets no answer. */
  asker(metas: readonly HostsMeta[], address: string): Asker | undefined;
  /** The entries of all containers that run in networks, as they are now. */
  metas(): readonly HostsMeta[];
  /** Servers for all other names. */
  outside(asker: HostsMeta | undefined): readonly string[];
  readonly forwarder: Pick<Forwarder, "forward">;
}

const streamSize = 0xffff;

/** Answers the questions of containers, and of nobody else. */
export function containerResolver({ asker: askerBy, metas, outside, forwarder }: ResolverSources): Replier {
  return async (message, { address, isTcp }) => {
    const known = metas();
    const asker = askerBy(known, address);
    // Whoever is not in the network learns nothing, not even by a refusal that could be sent to somebody else's address.
    if (asker === undefined) return undefined;
    const query = readQuery(message);
    if ("reply" in query) return query.reply;
    const answer = zoneAnswer(query, asker, known);
    const size = isTcp ? streamSize : query.size;
    if (answer !== undefined) return writeReply(query, { ...answer, records: rotated(answer.records) }, size);
    const servers = askableServers(outside(asker.meta), asker, known);
    if (servers.length === 0) return writeReply(query, { code: codes.SERVFAIL, isOurs: false }, size);
    return await forwarder.forward(query, message, { servers, isTcp });
  };
}

/** Those who may ask at a network's gateway: its containers, all else in it, and the host. */
export function networkAskers(network: string): ResolverSources["asker"] {
  return (metas, address) => askerOf(metas, network, address) ?? hostAsker(network, address);
}

/** The one container that can ask inside of its own namespace. */
export function containerAskers(id: string): ResolverSources["asker"] {
  return (metas) => {
    const meta = metas.find(({ ID }) => ID === id);
    return meta && containerAsker(meta);
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
