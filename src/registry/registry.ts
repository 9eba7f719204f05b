import { NerdError } from "../errors.ts";
import { type Descriptor, manifestAccept, mediaTypes } from "./descriptor.ts";
import { algorithmOf, digestMismatch, digestOf, isDigest } from "./digest.ts";
import { HostRequests, type RequestOptions } from "./host-requests.ts";
import type { RegistryHost } from "./hosts/registry-host.ts";
import { readAll } from "./http/body.ts";
import type { HttpResponse } from "./http/http-transport.ts";
import { defaultRetries, type RetryPolicy } from "./http/retry.ts";
import type { RegistryRequest } from "./registry-request.ts";

export type RegistryOptions = Partial<RequestOptions>;

/** A repository's version: tag or digest. */
export interface Version {
  /** `library/nginx`. */
  readonly repository: string;
  /** `latest`, or `sha256:…`. */
  readonly version: string;
  /** The image as errors shall name it. */
  readonly what: string;
}

/** What is asked of a blob. */
export interface BlobPart {
  readonly repository: string;
  readonly digest: string;
  readonly offset: number;
  /** As in `HttpRequest`. */
  readonly bulkBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/** Registries refuse larger manifests themselves (distribution spec, "Pushing Manifests"). */
const longestManifestBytes = 4 * 1024 * 1024;

/** How servers refuse HEAD alone: those that know no such method, and those whose addresses are signed for GET. */
const headless: readonly number[] = [403, 405, 501];

/** A client of one registry: asks its hosts in their order, and keeps connections and tokens until it is disposed. */
export class Registry implements Disposable {
  readonly retries: RetryPolicy;
  readonly #requests: HostRequests;

  constructor(hosts: readonly RegistryHost[], options: RegistryOptions = {}) {
    this.retries = options.retries ?? defaultRetries;
    this.#requests = new HostRequests(hosts, { ...options, retries: this.retries });
  }

  /** What a tag points at now, without its content (which Docker Hub counts); undefined where the registry does not say it. */
  async resolve({ repository, version, what }: Version, signal: AbortSignal): Promise<Descriptor | undefined> {
    const path = `manifests/${version}`;
    const headers = { accept: manifestAccept };
    return await this.#requests.send(
      { method: "HEAD", repository, path, needs: "resolve", headers, accepts: headless, what, signal },
      async (response) => {
        await response.body.return(undefined);
        if (headless.includes(response.status)) return undefined;
        const digest = response.headers["docker-content-digest"];
        const size = Number(response.headers["content-length"]);
        if (typeof digest !== "string" || !isDigest(digest) || !Number.isSafeInteger(size)) return undefined;
        return { mediaType: mediaTypeOf(response), digest, size };
      },
    );
  }

  /** A manifest or an index with its verified bytes, in one request. */
  async manifest(
    { repository, version, what }: Version,
    signal: AbortSignal,
  ): Promise<{ descriptor: Descriptor; bytes: Uint8Array }> {
    const needs = isDigest(version) ? "pull" : "resolve";
    const headers = { accept: manifestAccept };
    const ask: RegistryRequest = {
      method: "GET",
      repository,
      path: `manifests/${version}`,
      needs,
      headers,
      what,
      signal,
    };
    return await this.#requests.send(ask, async (response) => {
      const bytes = await readAll(response.body, longestManifestBytes, () => tooLarge(response, what));
      const mediaType = mediaTypeOf(response);
      if (mediaType === "text/html") throw notRegistry(response);
      const said = response.headers["docker-content-digest"];
      const expected = isDigest(version) ? version : typeof said === "string" && isDigest(said) ? said : undefined;
      const digest = digestOf(bytes, expected === undefined ? "sha256" : algorithmOf(expected));
      if (expected !== undefined && expected !== digest)
        throw digestMismatch(`the manifest of ${what}`, expected, digest);
      return { descriptor: { mediaType, digest, size: bytes.length }, bytes };
    });
  }

  /** One answer with the bytes of a blob from `offset` on; where it starts is in the status (206, else the beginning). */
  async openBlob({ repository, digest, offset, bulkBytes, signal }: BlobPart): Promise<HttpResponse> {
    const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
    const path = `blobs/${digest}`;
    return await this.send({
      method: "GET",
      repository,
      path,
      needs: "pull",
      headers,
      bulkBytes,
      what: digest,
      signal,
    });
  }

  /** Answers whether the registry takes the login, by not throwing; gives the token that may be kept in place of the password. */
  async signIn(what: string, signal: AbortSignal): Promise<string | undefined> {
    const response = await this.send({ method: "GET", path: "", needs: "resolve", accepts: [404], what, signal });
    const mediaType = mediaTypeOf(response);
    await response.body.return(undefined);
    if (response.status === 404 || mediaType === "text/html") throw notRegistry(response);
    return this.#requests.identityToken;
  }

  /**
   * The answer of the first host that gives one which is no refusal. What changes something (`needs: "push"`) goes to one host only: the
   * next is asked where that cannot be reached. Whoever does not read the body to its end must call its `return`.
   */
  async send(request: RegistryRequest): Promise<HttpResponse> {
    return await this.#requests.send(request, async (response) => response);
  }

  [Symbol.dispose](): void {
    this.#requests[Symbol.dispose]();
  }
}

function mediaTypeOf({ headers }: HttpResponse): string {
  return (headers["content-type"] ?? mediaTypes.ociManifest).split(";")[0]!.trim().toLowerCase();
}

function tooLarge({ url }: HttpResponse, what: string): NerdError {
  return new NerdError(
    "REGISTRY_FAILED",
    `${new URL(url).host} sent a manifest of more than ${longestManifestBytes} bytes for ${what}`,
  );
}

function notRegistry({ url }: HttpResponse): NerdError {
  return new NerdError("REGISTRY_FAILED", `${new URL(url).host} answers with a web page`, {
    hint: "is there a proxy or a login page on the way, or is it no registry?",
  });
}
