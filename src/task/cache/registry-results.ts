import { isNerdError, NerdError } from "../../errors.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import { type Descriptor, mediaTypes } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { readAll } from "../../registry/http/body.ts";
import { uploadBlob } from "../../registry/push/blob-upload.ts";
import { uploadManifest } from "../../registry/push/manifest-upload.ts";
import type { Registry, Version } from "../../registry/registry.ts";
import { packBlobs, takeBlobs } from "./packed-blobs.ts";
import { parseArtifact, resultTypes } from "./result-artifact.ts";
import type { OfferedResult, ResultSource } from "./result-source.ts";
import type { ResultStore } from "./result-store.ts";
import { leadsOut, parseResult, type StoredResult } from "./stored-result.ts";

export interface RegistryResultsOptions {
  /** `registry.example.com/team/cache` */
  readonly name: string;
  readonly repository: string;
  readonly canWrite: boolean;
  readonly signal: AbortSignal;
  open(): Promise<Registry>;
  /** Told once of each kind of trouble; the run goes on without. */
  warn(error: NerdError): void;
}

/** Uploads at the same time. */
const laneCount = 4;
const longestConfigBytes = 32 * 1024 * 1024;

/**
 * Results in a registry, which needs to know nothing of them: an OCI artifact under a tag made of the key, whose config is the result, and
 * whose one layer has the files' bytes, one behind the other. What comes from there is taken for what anybody may have put there.
 */
export class RegistryResults implements ResultSource {
  readonly #options: RegistryResultsOptions;
  readonly #lanes: Promise<void>[] = [];
  #registry: Promise<Registry> | undefined;
  #isDown = false;
  #isReadOnly: boolean;
  #offers = 0;

  constructor(options: RegistryResultsOptions) {
    this.#options = options;
    this.#isReadOnly = !options.canWrite;
  }

  get name(): string {
    return this.#options.name;
  }

  async find(key: string): Promise<StoredResult | undefined> {
    return (await this.#asked(async (registry) => await this.#described(registry, key)))?.result;
  }

  async fetch(key: string, store: ResultStore): Promise<StoredResult | undefined> {
    return await this.#asked(async (registry) => await this.#fetch(registry, key, store));
  }

  offer(offered: OfferedResult, store: ResultStore): void {
    if (this.#isReadOnly || this.#isDown) return;
    const lane = this.#offers++ % laneCount;
    this.#lanes[lane] = (this.#lanes[lane] ?? Promise.resolve()).then(async () => await this.#send(offered, store));
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.splice(0));
    // One that could not be opened has told so.
    const registry = await this.#registry?.catch(() => undefined);
    this.#registry = undefined;
    registry?.[Symbol.dispose]();
  }

  async #fetch(registry: Registry, key: string, store: ResultStore): Promise<StoredResult> {
    const { repository, signal, name } = this.#options;
    const { result, descriptor } = await this.#described(registry, key);
    const layer = downloadBlob(registry, { repository, descriptor, signal });
    if (!(await takeBlobs(layer, result, store))) throw refused(name, key, "its files are not those that it describes");
    return result;
  }

  /** The result, and the blob that has its files. */
  async #described(registry: Registry, key: string): Promise<{ result: StoredResult; descriptor: Descriptor }> {
    const { repository, signal, name } = this.#options;
    const { bytes } = await registry.manifest(this.#version(key), signal);
    const artifact = parseArtifact(bytes);
    if (artifact === undefined) throw refused(name, key, "it is no result of a task");
    const config = downloadBlob(registry, { repository, descriptor: artifact.config, signal });
    const tooLong = () => refused(name, key, "its description is too long");
    const result = parseResult(new TextDecoder().decode(await readAll(config, longestConfigBytes, tooLong)), key);
    if (result === undefined) throw refused(name, key, "its description is not one of this task's");
    if (result.files.some(leadsOut)) throw refused(name, key, "a link in it leads elsewhere");
    return { result, descriptor: artifact.layer };
  }

  async #send({ key, result }: OfferedResult, store: ResultStore): Promise<void> {
    if (this.#isReadOnly || this.#isDown) return;
    const { repository, signal } = this.#options;
    await this.#told(async (registry) => {
      await using layer = await packBlobs(result, store);
      // Pruned in the meantime: there is nothing to send.
      if (layer === undefined) return;
      const config = Buffer.from(JSON.stringify({ ...result, key }));
      const configDigest = digestOf(config);
      const upload = { registry, repository, signal };
      await uploadBlob(registry, {
        ...upload,
        descriptor: { digest: configDigest, size: config.length },
        open: slice(config),
      });
      await uploadBlob(registry, { ...upload, descriptor: layer, open: layer.open });
      const manifest = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: mediaTypes.ociManifest,
          artifactType: resultTypes.artifact,
          config: { mediaType: resultTypes.config, digest: configDigest, size: config.length },
          layers: [{ mediaType: resultTypes.layer, digest: layer.digest, size: layer.size }],
        }),
      );
      const { version, what } = this.#version(key);
      const digest = digestOf(manifest);
      const mediaType = mediaTypes.ociManifest;
      await uploadManifest(registry, { repository, version, mediaType, digest, bytes: manifest, what, signal });
    }, "write");
  }

  /** What `ask` gives; undefined where there is nothing under the key, or nothing to be trusted, or no registry. */
  async #asked<T>(ask: (registry: Registry) => Promise<T>): Promise<T | undefined> {
    if (this.#isDown) return undefined;
    return await this.#told(ask, "read");
  }

  async #told<T>(act: (registry: Registry) => Promise<T>, way: "read" | "write"): Promise<T | undefined> {
    try {
      this.#registry ??= this.#options.open();
      return await act(await this.#registry);
    } catch (error) {
      if (this.#options.signal.aborted) return undefined;
      if (way === "read" && isNerdError(error, "UNKNOWN_IMAGE")) return undefined;
      const told =
        error instanceof NerdError ? error : new NerdError("REGISTRY_FAILED", String(error), { cause: error });
      const isOfOneEntry = ["DIGEST_MISMATCH", "INVALID_VALUE"].includes(told.code) && way === "read";
      if (isOfOneEntry || !this.#isGivenUp(way)) this.#options.warn(told);
      if (isOfOneEntry) return undefined;
      // One that only lets us read is of use.
      if (way === "write" && told.code === "REGISTRY_DENIED") this.#isReadOnly = true;
      else this.#isDown = true;
      return undefined;
    }
  }

  /** Those that were under way as the first one failed have nothing new to tell. */
  #isGivenUp(way: "read" | "write"): boolean {
    return this.#isDown || (way === "write" && this.#isReadOnly);
  }

  #version(key: string): Version {
    return { repository: this.#options.repository, version: key, what: `${this.name}:${key.slice(0, 12)}` };
  }
}

function slice(bytes: Uint8Array): (offset: number, size: number) => AsyncIterable<Uint8Array> {
  return async function* (offset, size) {
    yield bytes.subarray(offset, offset + size);
  };
}

function refused(name: string, key: string, reason: string): NerdError {
  return new NerdError("INVALID_VALUE", `a result in ${name} is not used, ${reason}: ${key.slice(0, 12)}`);
}
