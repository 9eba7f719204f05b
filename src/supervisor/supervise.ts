import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { leavePlace } from "../container/supervision.ts";
import { logOfSupervisor } from "../container/supervisor-log.ts";
import { codec, Engine } from "../engine/engine.ts";
import { KeptLists } from "../engine/kept-lists.ts";
import { Http2Channel } from "../rpc/http2-channel.ts";
import type { Settings } from "../settings/settings.ts";
import { FileJournal } from "../store/file-journal.ts";
import type { DutyContext } from "./duty.ts";
import { Faults, type Log } from "./faults.ts";
import { NameServers } from "./name-servers.ts";
import { PortRelays } from "./port-relays.ts";
import { hasShims } from "./shims.ts";
import { watch, watching } from "./watch.ts";

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** containerd removes what is left of containers that ended without it before it answers, and systemd starts it again some seconds after. */
const returnMs = 30_000;

/**
 * The supervisor's life: it does what its duties ask for until no container needs it. It starts no engine. While one is away it
 * waits, as long as containers run on under their shims, and then for as long as a return may take; the engine's events of that time are
 * lost, so each return begins with a look at everything.
 */
export async function supervise(settings: Settings): Promise<void> {
  const { address, namespace, snapshotter } = settings;
  const channel = new Http2Channel(address, codec);
  const engine = new Engine(channel, { namespace, snapshotter, lists: new KeptLists(settings) });
  const context: DutyContext = {
    engine,
    settings,
    journal: new FileJournal(settings.dataStore),
    emit: () => {},
    signal: new AbortController().signal,
    environment: {},
    cwd: "/",
  };
  const log: Log = (kind, message) => logOfSupervisor(settings, kind, message);
  const faults = new Faults(log);
  process.on("uncaughtExceptionMonitor", (error) => faults.failed({ name: "supervisor" }, error));
  log("note", `process ${process.pid} begins`);
  // Through all connections: neither depends on the engine.
  await using servers = new NameServers(context);
  await using relays = new PortRelays(settings);
  let withoutShimsMs: number | undefined;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const startedAtMs = performance.now();
    try {
      await watch(context, [servers, relays], faults);
      break;
    } catch (error) {
      faults.failed(watching, error);
      // Whatever it was, as an engine that ends may fail in many ways: nobody else sees to the containers.
      const nowMs = performance.now();
      const hasBeenHere = nowMs - startedAtMs > longestPauseMs;
      if (hasBeenHere) pauseMs = firstPauseMs;
      if (hasBeenHere || hasShims(settings)) withoutShimsMs = undefined;
      else withoutShimsMs ??= nowMs;
      const mayLeave = withoutShimsMs !== undefined && (isStopped(settings) || nowMs - withoutShimsMs > returnMs);
      // Looked at once more after: who found us there, while it was away, has started something meanwhile.
      if (mayLeave && (await leavePlace(settings, async () => hasShims(settings)))) break;
    }
    await delay(pauseMs);
  }
  log("note", `process ${process.pid} leaves`);
  engine.close();
}

/** Nobody but nerdsh starts its own engine, whose socket goes with it where it was stopped, as the containers did. */
function isStopped({ address, engine }: Settings): boolean {
  return engine === "embedded" && !existsSync(address);
}
