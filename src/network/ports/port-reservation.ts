import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";
import { namesIn } from "../../store/directory-names.ts";
import { lockFile } from "../../store/file-lock.ts";
import { isRunning, processIdentity } from "../../store/process-identity.ts";
import { heldByContainer, heldByProgram, heldTwice } from "./port-conflict.ts";
import { isSameHostPort, type PortMapping, type PortProtocol, type PortSpec } from "./port-mapping.ts";
import { canBind, freePort } from "./port-probe.ts";

/** A port on the host that a container has, or will have once it is started. */
export interface PortReservation {
  readonly mapping: Omit<PortMapping, "containerPort">;
  readonly id: string;
  /** The container's namespace. */
  readonly namespace: string;
  /** The process that reserved it: while that runs, the container may not exist yet. */
  readonly owner: string;
  /** The engine that the container is of, by its data store: ports are the host's, and several engines share them. */
  readonly dataStore: string;
}

export interface ReserveOptions {
  /** The name of a container of this engine; one that does not exist has none, and holds no port where a crash left a reservation of its. */
  readonly nameOf: (container: { readonly id: string; readonly namespace: string }) => Promise<string | undefined>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ports of the host, reserved among all processes before anything else is made: `<directory>/tcp-8080-0.0.0.0` is a symlink that tells
 * the container and the process that reserve it. One system call makes such a link with its content, or fails where it is.
 */
export class PortReservations {
  readonly #directory: string;
  readonly #settings: Pick<Settings, "dataStore" | "namespace">;

  constructor(settings: Pick<Settings, "runtimeDir" | "dataStore" | "namespace">) {
    this.#directory = join(settings.runtimeDir, "ports");
    this.#settings = settings;
  }

  /** Reserves all of the ports or none, choosing where a spec leaves the choice. Throws PORT_IN_USE, telling who has it. */
  async reserve(id: string, specs: readonly PortSpec[], options: ReserveOptions): Promise<PortMapping[]> {
    const mappings: PortMapping[] = [];
    try {
      for (const spec of specs) mappings.push(await this.#reserveOne(id, spec, mappings, options));
      return mappings;
    } catch (error) {
      await Promise.all(mappings.map((mapping) => this.#remove(mapping, id)));
      throw error;
    }
  }

  /** Frees every port of a container; right also where it has none. */
  async release(id: string): Promise<void> {
    const own = (await this.list()).filter((reservation) => reservation.id === id);
    await Promise.all(own.map(({ mapping }) => this.#remove(mapping, id)));
  }

  async list(): Promise<PortReservation[]> {
    const read = namesIn(this.#directory).map((name) => this.#read(name));
    return read.filter((reservation) => reservation !== undefined);
  }

  /** Those on IPv6 addresses, by their names: nothing else is read. */
  onIpv6(): PortReservation[] {
    const names = namesIn(this.#directory).filter((name) => name.includes(":"));
    return names.map((name) => this.#read(name)).filter((reservation) => reservation !== undefined);
  }

  async #reserveOne(
    id: string,
    spec: PortSpec,
    taken: readonly PortMapping[],
    options: ReserveOptions,
  ): Promise<PortMapping> {
    let conflict: NerdError | undefined;
    for await (const hostPort of candidates(spec)) {
      options.signal?.throwIfAborted();
      const { hostAddress, containerPort, protocol } = spec;
      const mapping = { hostAddress, hostPort, containerPort, protocol };
      const isTwice = taken.some((other) => isSameHostPort(other, mapping));
      conflict = isTwice ? heldTwice(mapping) : await this.#tryReserve(id, mapping, options);
      if (conflict === undefined) return mapping;
    }
    throw conflict ?? new NerdError("PORT_IN_USE", "no port of the host is free");
  }

  /** Takes the port and looks afterwards for who else has it: of two that overlap, at most one stays. */
  async #tryReserve(id: string, mapping: PortMapping, options: ReserveOptions): Promise<NerdError | undefined> {
    if (!(await this.#create(id, mapping))) {
      const holder = this.#read(linkName(mapping));
      if (holder?.id === id) return undefined;
      const conflict = holder && (await this.#heldBy(holder, mapping, options));
      if (conflict !== undefined) return conflict;
      await this.#takeOver(id, mapping, options);
      return await this.#tryReserve(id, mapping, options);
    }
    let isFree = false;
    try {
      const conflict = await this.#conflict(id, mapping, options);
      isFree = conflict === undefined;
      return conflict;
    } finally {
      if (!isFree) await this.#remove(mapping, id);
    }
  }

  async #conflict(id: string, mapping: PortMapping, options: ReserveOptions): Promise<NerdError | undefined> {
    for (const other of await this.list()) {
      if (other.id === id || !isSameHostPort({ ...other.mapping, containerPort: 0 }, mapping)) continue;
      const conflict = await this.#heldBy(other, mapping, options);
      if (conflict !== undefined) return conflict;
    }
    return (await canBind(mapping)) ? undefined : await heldByProgram(mapping);
  }

  async #create(id: string, mapping: PortMapping): Promise<boolean> {
    const path = join(this.#directory, linkName(mapping));
    const { namespace, dataStore } = this.#settings;
    const target = [id, namespace, processIdentity(), dataStore].join(" ");
    try {
      symlinkSync(target, path);
    } catch (error) {
      if (errno(error) === "EEXIST") return false;
      if (errno(error) !== "ENOENT") throw error;
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      return await this.#create(id, mapping);
    }
    return true;
  }

  /** Removes what a crash left. Under a lock, so that of two that find it, the later does not remove what the earlier then made. */
  async #takeOver(id: string, mapping: PortMapping, options: ReserveOptions): Promise<void> {
    await using lock = await lockFile(`${this.#directory}.lock`, options);
    const holder = lock && this.#read(linkName(mapping));
    if (holder === undefined || holder.id === id || (await this.#heldBy(holder, mapping, options))) return;
    rmSync(join(this.#directory, linkName(mapping)), { force: true });
  }

  async #remove(mapping: PortReservation["mapping"], id: string): Promise<void> {
    if (this.#read(linkName(mapping))?.id !== id) return;
    rmSync(join(this.#directory, linkName(mapping)), { force: true });
  }

  /** The conflict where somebody holds the port. Of another engine's container only that engine can say whether it still exists. */
  async #heldBy(
    { id, namespace, owner, dataStore }: PortReservation,
    mapping: PortMapping,
    { nameOf }: ReserveOptions,
  ): Promise<NerdError | undefined> {
    const isOurs = dataStore === this.#settings.dataStore;
    const name = isOurs ? await nameOf({ id, namespace }) : undefined;
    const isHeld = name !== undefined || !isOurs || isRunning(owner);
    return isHeld ? heldByContainer(mapping, name ?? id.slice(0, 12)) : undefined;
  }

  #read(name: string): PortReservation | undefined {
    const [protocol, port, ...address] = name.split("-");
    try {
      const [id = "", namespace = "", owner = "", ...path] = readlinkSync(join(this.#directory, name)).split(" ");
      const mapping = { protocol: protocol as PortProtocol, hostPort: Number(port), hostAddress: address.join("-") };
      return { mapping, id, namespace, owner, dataStore: path.join(" ") };
    } catch (error) {
      if (errno(error) === "ENOENT") return undefined;
      throw error;
    }
  }
}

async function* candidates({ hostPorts, hostAddress, protocol }: PortSpec): AsyncIterable<number> {
  if (hostPorts === undefined) {
    // Others may reserve what the kernel names in the same moment; ten such accidents in a row are a fault.
    for (let attempt = 0; attempt < 10; attempt++) yield await freePort(hostAddress, protocol);
    return;
  }
  for (let port = hostPorts[0]; port <= hostPorts[1]; port++) yield port;
}

function linkName({ protocol, hostPort, hostAddress }: PortReservation["mapping"]): string {
  return `${protocol}-${hostPort}-${hostAddress}`;
}
