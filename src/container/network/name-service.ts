import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../../context.ts";
import type { Attachment } from "../../network/attachment.ts";
import { hostGateways, namedNetworks } from "../../network/dns/gateways.ts";
import { canServeInside, insideAddress, isServedInside } from "../../network/dns/inside-address.ts";
import { answering } from "../../network/dns/probe.ts";
import { HostsStore } from "../../network/hosts/hosts-store.ts";
import { nameServers, withNameServers } from "../../network/hosts/resolv-conf.ts";
import { errno } from "../../store/atomic-file.ts";
import { statePaths } from "../record/state-directory.ts";
import { ifPresent } from "../wait.ts";

/** Longer than a supervisor takes to start on a busy machine; nobody waits where it serves already. */
const patienceMs = 10_000;
const pauseMs = 20;
/** A resolver asks no more than three servers, of which one should know the world where ours is gone. */
const mostServers = 2;

type NameContext = Pick<Context, "settings" | "engine">;

/** Points the container to the servers of its networks, before it is started; it keeps its other servers behind them. */
export async function writeNameServers(
  { settings, engine }: NameContext,
  { id, attachments, followsHost }: { id: string; attachments: readonly Attachment[]; followsHost: boolean },
): Promise<void> {
  const path = statePaths({ ...settings, namespace: engine.namespace }, id).resolvConf;
  const results = Object.fromEntries(attachments.map(({ network, result }) => [network, result]));
  const gateways = (await hostGateways(results)).slice(0, mostServers).map(({ address }) => address);
  const isInside = gateways.length === 0 && namedNetworks(results).length > 0 && (await canServeInside(settings));
  const servers = isInside ? [insideAddress] : gateways;
  const text = readFileSync(path, "utf8");
  const wanted = withNameServers(text, servers, { followsHost });
  if (wanted !== text) writeFileSync(path, wanted); // In place: the file is mounted.
}

/** The servers of its networks that a container was pointed to. */
export function nameServersOf({ settings, engine }: NameContext, id: string): string[] {
  return nameServers(resolvConfOf({ settings, engine }, id));
}

/** Its resolv.conf; empty where it has another's, or none any more. */
export function resolvConfOf({ settings, engine }: NameContext, id: string): string {
  try {
    return readFileSync(statePaths({ ...settings, namespace: engine.namespace }, id).resolvConf, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return "";
    throw error;
  }
}

/**
 * Waits until the supervisor answers there, or tells who keeps it from that: then names are in hosts files alone. A container that has exited
 * meanwhile is not waited for.
 */
export async function awaitNameServers(
  { settings, engine, emit }: NameContext & Pick<Context, "emit">,
  id: string,
  servers: readonly string[],
): Promise<void> {
  const hosts = new HostsStore({ ...settings, namespace: engine.namespace });
  const isWanted = () => hosts.isEntered(id);
  const answers = await Promise.all(
    servers.map((server) =>
      server === insideAddress ? answeringInside(engine, id, isWanted) : answering(server, { patienceMs, isWanted }),
    ),
  );
  for (const [i, server] of servers.entries()) {
    if (answers[i] === "us" || !isWanted()) continue;
    const who = answers[i] === "other" ? "another DNS server answers" : "nobody answers DNS questions";
    const message = `${who} at ${server}, so that containers find each other by /etc/hosts alone`;
    emit({ type: "warning", code: "NAMES_UNSERVED", message });
  }
}

/** There it cannot be asked from here; but whoever listens at that address is ours, or none. */
async function answeringInside(
  { tasks }: Context["engine"],
  id: string,
  isWanted: () => boolean,
): Promise<"us" | "nobody"> {
  const endMs = performance.now() + patienceMs;
  do {
    const task = await ifPresent(tasks.get({ id }));
    if (task === undefined) return "nobody";
    if (await isServedInside(task.pid)) return "us";
    await delay(pauseMs);
  } while (performance.now() < endMs && isWanted());
  return "nobody";
}
