import { isNerdError, NerdError } from "../errors.ts";
import { Authorizer } from "./auth/authorizer.ts";
import { parseChallenges } from "./auth/challenge.ts";
import { anonymous, type CredentialSource } from "./auth/credentials.ts";
import { type Descriptor, manifestAccept, mediaTypes } from "./descriptor.ts";
import { algorithmOf, digestMismatch, digestOf, isDigest } from "./digest.ts";
import type { RegistryHost } from "./hosts/registry-host.ts";
import { defaultTimeouts, readAll, type Timeouts } from "./http/body.ts";
import { type HttpResponse, HttpTransport } from "./http/http-transport.ts";
import { isRefusal } from "./http/network-failure.ts";
import { registryFailure } from "./http/registry-failure.ts";
import { defaultRetries, PassingFailure, type RetryPolicy, retry } from "./http/retry.ts";
import { hostsFor, type RegistryRequest, scopeOf, urlOf } from "./registry-request.ts";

export interface RegistryOptions {
  readonly credentials?: CredentialSource;
  readonly retries?: RetryPolicy;
  readonly timeouts?: Timeouts;
}

/** A repository's version: tag or digest. */
export interface Version {
  /** `library/nginx`. */
  readonly repository: string;
  /** `latest`, or `sha256:…`. */
  readonly version: string;
  /** The image as errors shall name it. */
  readonly what: string;
}

/** Registries refuse larger manifests themselves (distribution spec, "Pushing Manifests"). */
const longestManifestBytes = 4 * 1024 * 1024;

/** A client of one registry: asks its hosts in their order, and keeps connections and tokens until it is disposed. */
export class Registry implements Disposable {
  readonly retries: RetryPolicy;
  readonly #hosts: readonly RegistryHost[];
  readonly #transport: HttpTransport;
  readonly #authorizer: Authorizer;
  /** Hosts that have answered once: a refused connection may then be a restart. */
  readonly #answered = new Set<RegistryHost>();
  /** Hosts that cannot be reached: asked last from now on, so that each blob does not wait for them anew. */
  readonly #silent = new Set<RegistryHost>();

  constructor(hosts: readonly RegistryHost[], options: RegistryOptions = {}) {
    this.#hosts = hosts;
    this.retries = options.retries ?? defaultRetries;
    this.#transport = new HttpTransport(options.timeouts ?? defaultTimeouts);
    this.#authorizer = new Authorizer(this.#transport, { credentials: options.credentials ?? anonymous });
  }

  /** What a tag points at now, without its content (which Docker Hub counts); undefined where the registry does not say it. */
  async resolve({ repository, version, what }: Version, signal: AbortSignal): Promise<Descriptor | undefined> {
    const path = `manifests/${version}`;
    const headers = { accept: manifestAccept };
    return await this.#each(
      { method: "HEAD", repository, path, needs: "resolve", headers, what, signal },
      async (response) => {
        await response.body.return(undefined);
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
    return await this.#each(ask, async (response) => {
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
  async openBlob(
    repository: string,
    { digest }: Descriptor,
    offset: number,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
    const path = `blobs/${digest}`;
    return await this.#each(
      { method: "GET", repository, path, needs: "pull", headers, what: digest, signal },
      async (response) => response,
    );
  }

  /**
   * The answer of the first host that gives one which is no refusal. What changes something (`needs: "push"`) goes to one host only: the
   * next is asked where that cannot be reached. Whoever does not read the body to its end must call its `return`.
   */
  async send(request: RegistryRequest): Promise<HttpResponse> {
    return await this.#each(request, async (response) => response);
  }

  /** The first host that has it wins. A host's own answer tells more than another's silence. */
  async #each<T>(ask: RegistryRequest, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    const able = hostsFor(ask, this.#hosts);
    const failures: unknown[] = [];
    for (const host of [
      ...able.filter((host) => !this.#silent.has(host)),
      ...able.filter((host) => this.#silent.has(host)),
    ]) {
      try {
        const act = async () => await read(await this.#ask(host, ask));
        return ask.isTriedOnce ? await act() : await retry(act, this.retries, ask.signal);
      } catch (error) {
        ask.signal.throwIfAborted();
        const isUnreachable = isNerdError(error, "REGISTRY_UNREACHABLE");
        if (!isUnreachable && ask.needs === "push") throw error;
        if (isUnreachable) this.#silent.add(host);
        failures.push(error);
      }
    }
    throw this.#worst(failures, ask);
  }

  async #ask(host: RegistryHost, request: RegistryRequest): Promise<HttpResponse> {
    const { method, headers = {}, body, signal, accepts = [] } = request;
    const url = urlOf(host, request);
    // An upload may go on at another host, which gets the content but no word of ours.
    const isOwn = new URL(url).origin === new URL(host.base).origin;
    const tls = isOwn ? host.tls : { ...host.tls, clients: [] };
    const scope = scopeOf(request);
    const send = async (authorization: string | undefined) => {
      const own = isOwn ? { ...host.headers, ...(authorization && { authorization }) } : {};
      const all = { "user-agent": "nerdsh", ...own, ...headers };
      return await this.#transport.send({ method, url, headers: all, body, tls, signal });
    };
    try {
      const authorization = await this.#authorizer.known(host, scope);
      let response = await send(authorization);
      this.#answered.add(host);
      if (response.status === 401 && isOwn) {
        const challenges = parseChallenges(response.headers["www-authenticate"] ?? "");
        const granted = await this.#authorizer.answer(host, scope, { challenges, refused: authorization, signal });
        if (granted !== undefined) {
          await response.body.return(undefined);
          response = await send(granted);
        }
      }
      if ((response.status >= 200 && response.status < 300) || accepts.includes(response.status)) return response;
      const hasLogin = isOwn && (await this.#authorizer.hasLogin(host));
      throw await registryFailure(response, { ...request, base: host.base, hasLogin });
    } catch (error) {
      throw isRefusal(error) && this.#answered.has(host) ? new PassingFailure(error as NerdError) : error;
    }
  }

  #worst(failures: readonly unknown[], { needs, what }: RegistryRequest): unknown {
    if (failures.length === 0) {
      return new NerdError("REGISTRY_FAILED", `no host may ${needs} ${what}`, {
        hint: "see capabilities in hosts.toml",
      });
    }
    return failures.findLast((error) => !isNerdError(error, "REGISTRY_UNREACHABLE")) ?? failures.at(-1);
  }

  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]();
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
