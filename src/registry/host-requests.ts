import { isNerdError, type NerdError } from "../errors.ts";
import { Authorizer } from "./auth/authorizer.ts";
import { parseChallenges } from "./auth/challenge.ts";
import { anonymous, type CredentialSource } from "./auth/credentials.ts";
import { worstFailure } from "./host-failures.ts";
import type { RegistryHost } from "./hosts/registry-host.ts";
import { type HttpResponse, HttpTransport, type TransportOptions } from "./http/http-transport.ts";
import { isRefusal } from "./http/network-failure.ts";
import { registryFailure } from "./http/registry-failure.ts";
import { PassingFailure, type RetryPolicy, retry } from "./http/retry.ts";
import { hostsFor, type RegistryRequest, scopeOf, urlOf } from "./registry-request.ts";

export interface RequestOptions extends TransportOptions {
  readonly credentials?: CredentialSource;
  readonly retries: RetryPolicy;
  /** Asks token servers for an identity token, too. */
  readonly isOffline?: boolean;
}

/** Requests to the hosts of one registry, in their order, with what each of them wants to be convinced by. */
export class HostRequests implements Disposable {
  readonly #hosts: readonly RegistryHost[];
  readonly #retries: RetryPolicy;
  readonly #transport: HttpTransport;
  readonly #authorizer: Authorizer;
  /** Hosts that have answered once: a refused connection may then be a restart. */
  readonly #answered = new Set<RegistryHost>();
  /** Hosts that cannot be reached: asked last from now on, so that each blob does not wait for them anew. */
  readonly #silent = new Set<RegistryHost>();

  constructor(hosts: readonly RegistryHost[], options: RequestOptions) {
    const { credentials = anonymous, retries, isOffline } = options;
    this.#hosts = hosts;
    this.#retries = retries;
    this.#transport = new HttpTransport(options);
    this.#authorizer = new Authorizer(this.#transport, { credentials, isOffline });
  }

  /** What a token server gave to be kept in place of the password. */
  get identityToken(): string | undefined {
    return this.#authorizer.identityToken;
  }

  /** What `read` makes of the first answer that is no refusal. A host's own answer tells more than another's silence. */
  async send<T>(ask: RegistryRequest, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    const able = hostsFor(ask, this.#hosts);
    const failures = new Map<RegistryHost, unknown>();
    const turns = this.#turns(able, ask);
    for (const { host, isHurried } of turns) {
      try {
        const act = async () => await read(await this.#ask(host, ask));
        return isHurried || ask.isTriedOnce ? await act() : await retry(act, this.#retries, ask.signal);
      } catch (error) {
        ask.signal.throwIfAborted();
        if (isHurried && error instanceof PassingFailure) {
          turns.push({ host, isHurried: false });
          // So long it kept us waiting that the next request goes elsewhere first.
          if (error.cost > 1) this.#silent.add(host);
          continue;
        }
        const isUnreachable = isNerdError(error, "REGISTRY_UNREACHABLE");
        if (!isUnreachable && ask.needs === "push") throw error;
        if (isUnreachable) this.#silent.add(host);
        failures.set(host, error);
      }
    }
    throw worstFailure(
      able.map((host) => ({ host, error: failures.get(host) })),
      ask,
    );
  }

  /** A mirror's failure that may pass is not waited for while another host can be asked: its turn comes again. */
  #turns(able: readonly RegistryHost[], { needs }: RegistryRequest): Turn[] {
    const lively = able.filter((host) => !this.#silent.has(host));
    const silent = able.filter((host) => this.#silent.has(host));
    return [
      ...lively.map((host) => ({ host, isHurried: needs !== "push" && host !== lively.at(-1) })),
      ...silent.map((host) => ({ host, isHurried: false })),
    ];
  }

  async #ask(host: RegistryHost, request: RegistryRequest): Promise<HttpResponse> {
    const { method, headers = {}, body, bulkBytes, signal, accepts = [] } = request;
    const url = urlOf(host, request);
    // An upload may go on at another host, which gets the content but no word of ours.
    const isOwn = new URL(url).origin === new URL(host.base).origin;
    const tls = isOwn ? host.tls : { ...host.tls, clients: [] };
    const scope = scopeOf(request);
    const send = async (authorization: string | undefined) => {
      const own = isOwn ? { ...host.headers, ...(authorization && { authorization }) } : {};
      const all = { "user-agent": "nerdsh", ...own, ...headers };
      const { connectMs } = host;
      return await this.#transport.send({ method, url, headers: all, body, bulkBytes, tls, connectMs, signal });
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
      throw await registryFailure(response, { ...request, host, hasLogin });
    } catch (error) {
      // What anybody may have was tried without the login that could not be had; a registry that hides what is private says it is not there.
      if (isNerdError(error, "REGISTRY_DENIED") || isNerdError(error, "UNKNOWN_IMAGE"))
        throw this.#authorizer.loginFailure(host) ?? error;
      throw isRefusal(error) && this.#answered.has(host) ? new PassingFailure(error as NerdError) : error;
    }
  }

  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]();
  }
}

interface Turn {
  readonly host: RegistryHost;
  /** Asked once, and again where no other host helps. */
  readonly isHurried: boolean;
}
