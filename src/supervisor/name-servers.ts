import { resolvConfOf } from "../container/network/name-service.ts";
import { isNerdError } from "../errors.ts";
import { Forwarder } from "../network/dns/forwarder.ts";
import { insideAddress } from "../network/dns/inside-address.ts";
import { InsideServer } from "../network/dns/inside-server.ts";
import { NameServer } from "../network/dns/name-server.ts";
import { containerAskers, containerResolver, networkAskers } from "../network/dns/resolver.ts";
import type { HostsMeta } from "../network/hosts/hosts-file.ts";
import { HostsRecords } from "../network/hosts/hosts-records.ts";
import { hostResolvConf, outsideServers } from "../network/hosts/resolv-conf.ts";
import { errno } from "../store/atomic-file.ts";
import type { DutyContext } from "./duty.ts";
import { type NamePlace, namePlaces } from "./name-places.ts";
import { SharedTurn } from "./shared-turn.ts";

/** An address that is not there, or not free, may be later. */
const retryMs = 10_000;

/** Something that answers; a process of ours may have ended. */
type Server = AsyncDisposable & { readonly isOver?: boolean };

/**
 * Answers DNS at the gateways of networks in which a container runs, and inside of containers that reach none. It keeps nothing but its sockets:
 * who is there, and whom to ask for other names, it reads from the containers' files at each question.
 */
export class NameServers implements AsyncDisposable {
  readonly name = "name servers";
  readonly #context: Pick<DutyContext, "engine" | "settings">;
  readonly #records: HostsRecords;
  readonly #forwarder = new Forwarder();
  readonly #servers = new Map<string, { readonly place: NamePlace; readonly server: Server }>();
  readonly #turns = new SharedTurn(() => this.#listen());
  #retry: NodeJS.Timeout | undefined;

  constructor(context: Pick<DutyContext, "engine" | "settings">) {
    this.#context = context;
    this.#records = new HostsRecords({ ...context.settings, namespace: context.engine.namespace });
  }

  /** Listens where it should by now, and nowhere else. */
  async refresh(): Promise<void> {
    await this.#turns.take(); // Many containers may start or end at once.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns.settled();
    clearTimeout(this.#retry);
    await Promise.all([...this.#servers.values()].map(({ server }) => server[Symbol.asyncDispose]()));
  }

  async #listen(): Promise<void> {
    clearTimeout(this.#retry);
    const wanted = namePlaces(this.#context, this.#records.all());
    for (const [key, { server }] of this.#servers) {
      if (wanted.has(key) && !server.isOver) continue;
      this.#servers.delete(key);
      await server[Symbol.asyncDispose]();
    }
    const missing = [...wanted].filter(([key]) => !this.#servers.has(key));
    const isComplete = await Promise.all(missing.map(([key, place]) => this.#open(key, place)));
    // For itself it keeps no process alive.
    if (isComplete.includes(false))
      this.#retry = setTimeout(() => void this.refresh().catch(() => {}), retryMs).unref();
  }

  async #open(key: string, place: NamePlace): Promise<boolean> {
    const resolver = containerResolver({
      asker: place.kind === "gateway" ? networkAskers(place.network) : containerAskers(place.id),
      metas: () => this.#records.all(),
      outside: (asker) => this.#outside(asker),
      forwarder: this.#forwarder,
    });
    try {
      const { settings } = this.#context;
      const server =
        place.kind === "gateway"
          ? await NameServer.listen(place.address, resolver)
          : await InsideServer.open(settings, place.netns, resolver);
      if (server !== undefined) this.#servers.set(key, { place, server });
      return server !== undefined;
    } catch (error) {
      // Somebody else's port or address, or no rules: hosts files serve alone, which whoever starts a container tells.
      if (isNerdError(error, "CNI_FAILED")) return false;
      if (["EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EACCES"].includes(errno(error) ?? "")) return false;
      throw error;
    }
  }

  /** A server of ours would ask itself for ever. */
  #outside(asker: HostsMeta | undefined): string[] {
    const host = hostResolvConf(this.#context.settings);
    const text = asker && resolvConfOf(this.#context, asker.ID);
    const places = [...this.#servers.values()].map(({ place }) => place);
    const own = new Set(places.map((place) => (place.kind === "gateway" ? place.address : insideAddress)));
    return outsideServers(text || host, host).filter((server) => !own.has(server));
  }
}
