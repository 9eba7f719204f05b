import { resolvConfOf } from "../container/network/name-service.ts";
import { Forwarder } from "../network/dns/forwarder.ts";
import { type Gateway, gatewaysOf } from "../network/dns/gateways.ts";
import { NameServer } from "../network/dns/name-server.ts";
import { containerResolver, networkAskers } from "../network/dns/resolver.ts";
import type { HostsMeta } from "../network/hosts/hosts-file.ts";
import { HostsRecords } from "../network/hosts/hosts-records.ts";
import { hostResolvConf, outsideServers } from "../network/hosts/resolv-conf.ts";
import { errno } from "../store/atomic-file.ts";
import type { DutyContext } from "./duty.ts";

/** An address that is not there, or not free, may be later. */
const retryMs = 10_000;

/**
 * Answers DNS at the gateways of networks in which a container runs. It keeps nothing but its sockets: who is there, and whom to ask for
 * other names, it reads from the containers' files at each question.
 */
export class NameServers implements AsyncDisposable {
  readonly #context: Pick<DutyContext, "engine" | "settings">;
  readonly #records: HostsRecords;
  readonly #forwarder = new Forwarder();
  readonly #servers = new Map<string, NameServer>();
  #turn: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(context: Pick<DutyContext, "engine" | "settings">) {
    this.#context = context;
    this.#records = new HostsRecords({ ...context.settings, namespace: context.engine.namespace });
  }

  /** Listens where it should by now, and nowhere else. */
  async refresh(): Promise<void> {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#listen());
    await this.#turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn.catch(() => {}); // Whoever asked for it was told.
    clearTimeout(this.#retry);
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }

  async #listen(): Promise<void> {
    clearTimeout(this.#retry);
    const wanted = new Map(
      this.#records.all().flatMap(({ Networks }) => gatewaysOf(Networks).map((gateway) => [keyOf(gateway), gateway])),
    );
    for (const [key, server] of this.#servers) {
      if (wanted.has(key)) continue;
      this.#servers.delete(key);
      await server[Symbol.asyncDispose]();
    }
    const missing = [...wanted.values()].filter((gateway) => !this.#servers.has(keyOf(gateway)));
    const isComplete = await Promise.all(missing.map((gateway) => this.#open(gateway)));
    // For itself it keeps no process alive.
    if (isComplete.includes(false))
      this.#retry = setTimeout(() => void this.refresh().catch(() => {}), retryMs).unref();
  }

  async #open(gateway: Gateway): Promise<boolean> {
    const { network, address } = gateway;
    const resolver = containerResolver({
      asker: networkAskers(network),
      metas: () => this.#records.all(),
      outside: (asker) => this.#outside(asker),
      forwarder: this.#forwarder,
    });
    try {
      this.#servers.set(keyOf(gateway), await NameServer.listen(address, resolver));
      return true;
    } catch (error) {
      // Somebody else's port or address: hosts files serve alone, which whoever starts a container tells.
      if (["EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EACCES"].includes(errno(error) ?? "")) return false;
      throw error;
    }
  }

  /** A server of ours would ask itself for ever. */
  #outside(asker: HostsMeta | undefined): string[] {
    const host = hostResolvConf();
    const text = asker && resolvConfOf(this.#context, asker.ID);
    const own = new Set([...this.#servers.keys()].map((key) => key.split(" ")[0]!));
    return outsideServers(text || host, host).filter((server) => !own.has(server));
  }
}

function keyOf({ address, network }: Gateway): string {
  return `${address} ${network}`;
}
