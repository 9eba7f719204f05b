import { readFileSync, rmSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { createFile, errno } from "../../store/atomic-file.ts";
import { namesIn } from "../../store/directory-names.ts";

/** An address that host-local gave out: the file `<directory>/<network>/<address>`. From the host-local plugin, backend/disk. */
export interface AddressReservation {
  readonly network: string;
  readonly address: string;
  /** The container, as plugins know it. */
  readonly containerId: string;
  readonly path: string;
  readonly ageMs: number;
}

/** Every reservation of a network. */
export async function addressReservations(ipamDir: string, network: string): Promise<AddressReservation[]> {
  const directory = join(ipamDir, network);
  const addresses = namesIn(directory).filter((name) => isIP(name.replaceAll("_", ":")) !== 0);
  return addresses.flatMap((address) => addressReservation(ipamDir, network, address) ?? []);
}

/**
 * Gives back the addresses of a container. What the plugin does at DEL, without the 30 ms in which the kernel deletes the interface while
 * everybody waits: right where the interface goes with its network namespace. Where the addresses are known, no other is looked at.
 */
export async function releaseAddresses(
  ipamDir: string,
  network: string,
  containerId: string,
  known: readonly string[],
): Promise<void> {
  const candidates =
    known.length > 0
      ? known.flatMap((address) => addressReservation(ipamDir, network, address) ?? [])
      : await addressReservations(ipamDir, network);
  for (const { path, containerId: holder } of candidates) if (holder === containerId) rmSync(path, { force: true });
}

/** Takes addresses out of those that host-local gives, in its own way: under a name that no container has. */
export async function reserveAux(
  ipamDir: string,
  network: string,
  aux: readonly { readonly name: string; readonly address: string }[],
): Promise<void> {
  for (const { name, address } of aux) {
    await createFile(join(ipamDir, network, address), `aux-address\r\n${name}`, { mode: 0o644 });
  }
}

/** Forgets every reservation of a network that is no more. */
export function removeReservations(ipamDir: string, network: string): void {
  rmSync(join(ipamDir, network), { recursive: true, force: true });
}

/** Who has an address of a network; undefined where it is free. */
export function addressReservation(ipamDir: string, network: string, address: string): AddressReservation | undefined {
  const path = join(ipamDir, network, address);
  try {
    const [text, { mtimeMs }] = [readFileSync(path, "utf8"), statSync(path)];
    const [containerId = ""] = text.trim().split(/\r?\n/);
    return { network, address, containerId, path, ageMs: Date.now() - mtimeMs };
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}
