import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Daemon } from "./daemon.ts";
import { writeHosts } from "./hosts-directory.ts";
import { ownedDirectory } from "./owned-directory.ts";
import { type Credentials, makeCertificate, writeHtpasswd } from "./registry-access.ts";
import { startRegistryProcess } from "./registry-process.ts";
import { copyStorage, fixtureStorage } from "./registry-storage.ts";
import { removeAbandoned, removeRemains } from "./remains.ts";
import type { TokenAuthority } from "./token-server.ts";

export interface RegistryOptions {
  /** Accepts pushes, into a storage of its own. */
  readonly writable?: boolean;
  /** `none`: starts without an image, which only makes sense for a writable one. */
  readonly images?: "fixtures" | "none";
  readonly tls?: boolean;
  readonly credentials?: Credentials;
  /** The server whose tokens it takes. */
  readonly token?: TokenAuthority;
  /** With `tls`: PEM files of authorities, of whose certificates a client must have one. */
  readonly clientAuthorities?: readonly string[];
  /** The registries in whose place it answers. */
  readonly mirrors?: readonly string[];
}

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:port`: the registry's part of an image name. */
  readonly host: string;
  /** For `--hosts-dir`: `docker.io` is this registry. */
  readonly hostsDir: string;
  readonly storage: string;
  readonly daemon: Daemon;
  /** The PEM file that a client must trust, where `tls` was asked for. */
  readonly ca: string | undefined;
}

const prefix = "nerdsh-registry-";

/** A real registry on loopback that has the fixtures' images under their names on Docker Hub. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  await removeAbandoned(prefix);
  const directory = await ownedDirectory(prefix);
  try {
    const storage = await storageFor(options, directory);
    const tls = options.tls ? await makeCertificate(directory) : undefined;
    const htpasswd = options.credentials ? await writeHtpasswd(directory, options.credentials) : undefined;
    const { daemon, host, url } = await startRegistryProcess({
      storage,
      directory,
      readOnly: !options.writable,
      ...(tls && { tls }),
      ...(htpasswd && { htpasswd }),
      ...(options.token && { token: options.token }),
      ...(options.clientAuthorities && { clientAuthorities: options.clientAuthorities }),
    });
    const hostsDir = join(directory, "hosts");
    const ca = tls?.certificate;
    const capabilities = ["pull", "resolve", ...(options.writable ? (["push"] as const) : [])] as const;
    for (const name of [...(options.mirrors ?? ["docker.io"]), host]) {
      await writeHosts(hostsDir, name, [{ url, capabilities, ...(ca && { ca }) }]);
    }
    return {
      ...{ url, host, hostsDir, storage, daemon, ca },
      async [Symbol.asyncDispose]() {
        await daemon.end();
        await removeRemains(directory);
      },
    };
  } catch (error) {
    await removeRemains(directory);
    throw error;
  }
}

async function storageFor({ writable, images = "fixtures" }: RegistryOptions, directory: string): Promise<string> {
  if (images === "fixtures" && !writable) return await fixtureStorage();
  const storage = join(directory, "storage");
  await mkdir(storage);
  if (images === "fixtures") await copyStorage(await fixtureStorage(), storage);
  return storage;
}
