import { type FSWatcher, mkdirSync, watch } from "node:fs";
import { resultsDirectory } from "../network/attachment.ts";
import { PortReservations } from "../network/ports/port-reservation.ts";
import { type RelayedPort, relayedPorts } from "../network/relay/relayed-port.ts";
import { tcpRelay } from "../network/relay/tcp-relay.ts";
import { udpRelay } from "../network/relay/udp-relay.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { SharedTurn } from "./shared-turn.ts";

/** A port that is not free may be later. */
const retryMs = 10_000;

/**
 * Carries what comes to ports that the kernel leads nowhere, such as those on ::1. It keeps nothing but its sockets: which ports, and where
 * they lead, it reads from reservations and attachments, whose files it watches as long as it has any.
 */
export class PortRelays implements AsyncDisposable {
  readonly name = "port relays";
  readonly #settings: Settings;
  readonly #relays = new Map<string, AsyncDisposable>();
  readonly #turns = new SharedTurn(() => this.#listen());
  #retry: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;
  #isOver = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Listens where it should by now, and nowhere else. */
  async refresh(): Promise<void> {
    await this.#turns.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#turns.settled();
    clearTimeout(this.#retry);
    this.#watcher?.close();
    await Promise.all([...this.#relays.values()].map((relay) => relay[Symbol.asyncDispose]()));
  }

  async #listen(): Promise<void> {
    if (this.#isOver) return;
    clearTimeout(this.#retry);
    if ((await this.#wanted()).size > 0) this.#watch();
    // Asked again: what came between the question and the watch is nobody's event.
    const wanted = await this.#wanted();
    for (const [key, relay] of this.#relays) {
      if (wanted.has(key)) continue;
      this.#relays.delete(key);
      await relay[Symbol.asyncDispose]();
    }
    const missing = [...wanted].filter(([key]) => !this.#relays.has(key));
    const isComplete = await Promise.all(missing.map(([key, port]) => this.#open(key, port)));
    // For itself it keeps no process alive.
    if (isComplete.includes(false)) this.#retry = setTimeout(() => this.#refreshSoon(), retryMs).unref();
    if (wanted.size === 0) {
      this.#watcher?.close();
      this.#watcher = undefined;
    }
  }

  async #wanted(): Promise<Map<string, RelayedPort>> {
    const { dataStore, namespace } = this.#settings;
    const reserved = new PortReservations(this.#settings)
      .onIpv6()
      .filter((port) => port.dataStore === dataStore && port.namespace === namespace);
    const ids = [...new Set(reserved.map(({ id }) => id))];
    const ports = (await Promise.all(ids.map((id) => relayedPorts(this.#settings, id)))).flat();
    return new Map(ports.map((port) => [JSON.stringify(port), port]));
  }

  async #open(key: string, port: RelayedPort): Promise<boolean> {
    try {
      this.#relays.set(key, await (port.protocol === "udp" ? udpRelay : tcpRelay)(port));
      return true;
    } catch (error) {
      // A program has taken it since it was reserved, which whoever starts the container tells.
      if (["EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EACCES"].includes(errno(error) ?? "")) return false;
      throw error;
    }
  }

  #watch(): void {
    if (this.#watcher !== undefined) return;
    const directory = resultsDirectory(this.#settings);
    mkdirSync(directory, { recursive: true });
    this.#watcher = watch(directory, { persistent: false }, () => this.#refreshSoon());
    this.#watcher.on("error", () => {}); // The engine's events lead here, too, if later.
  }

  #refreshSoon(): void {
    this.refresh().catch(() => {}); // The next look does it again.
  }
}
