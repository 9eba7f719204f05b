import { readdir, readFile, rm, stat } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { errno } from "../store/atomic-file.ts";

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
  const addresses = (await namesIn(directory)).filter((name) => isIP(name.replaceAll("_", ":")) !== 0);
  const read = await Promise.all(addresses.map((address) => readReservation(directory, network, address)));
  return read.filter((reservation) => reservation !== undefined);
}

/**
 * Gives back the addresses of a container. What the plugin does at DEL, without the 30 ms in which the kernel deletes the interface while
 * everybody waits: right where the interface goes with its network namespace.
 */
export async function releaseAddresses(ipamDir: string, network: string, containerId: string): Promise<void> {
  const own = (await addressReservations(ipamDir, network)).filter(
    (reservation) => reservation.containerId === containerId,
  );
  await Promise.all(own.map(({ path }) => rm(path, { force: true })));
}

async function readReservation(
  directory: string,
  network: string,
  address: string,
): Promise<AddressReservation | undefined> {
  const path = join(directory, address);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const [containerId = ""] = text.trim().split(/\r?\n/);
    return { network, address, containerId, path, ageMs: Date.now() - mtimeMs };
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
