import { isNerdError, type NerdError } from "../../errors.ts";
import { loginsFor, type RegistryHost } from "../hosts/registry-host.ts";
import type { HttpTransport } from "../http/http-transport.ts";
import type { Challenge } from "./challenge.ts";
import { basicHeader, type CredentialSource, type Credentials } from "./credentials.ts";
import { fetchToken } from "./token-server.ts";

export interface AuthorizerOptions {
  readonly credentials: CredentialSource;
  /** Asks token servers for an identity token, too. */
  readonly isOffline?: boolean | undefined;
}

/** A 401 to a request. */
export interface Refusal {
  readonly challenges: readonly Challenge[];
  /** The `Authorization` header that did not do. */
  readonly refused: string | undefined;
  readonly signal: AbortSignal;
}

interface Grant {
  readonly header: string;
  readonly expiresAtMs: number;
}

/** The `Authorization` headers of one registry's hosts: found on the first 401, then shared by all requests. */
export class Authorizer {
  readonly #transport: HttpTransport;
  readonly #options: AuthorizerOptions;
  readonly #grants = new Map<string, Promise<Grant | undefined>>();
  readonly #pending = new Map<string, Promise<Grant | undefined>>();
  /** The login of each host that has asked for one. */
  readonly #logins = new Map<string, Promise<Credentials | undefined>>();
  /** Why the login of a host could not be had. */
  readonly #failures = new Map<string, NerdError>();
  #identityToken: string | undefined;

  constructor(transport: HttpTransport, options: AuthorizerOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** What a token server gave to be kept in place of the password. */
  get identityToken(): string | undefined {
    return this.#identityToken;
  }

  /** Whether a host was answered with a login, rather than as anybody. */
  async hasLogin({ base }: RegistryHost): Promise<boolean> {
    return (await this.#logins.get(base)) !== undefined;
  }

  /** Why a host was answered as by anybody, though there may be a login: a credential helper that fails does not keep what is public from us. */
  loginFailure({ base }: RegistryHost): NerdError | undefined {
    return this.#failures.get(base);
  }

  /** The header that earlier challenges of this host led to, while it lasts. */
  async known({ base }: RegistryHost, scope: string): Promise<string | undefined> {
    const grant = await this.#grants.get(keyOf(base, scope));
    return grant !== undefined && grant.expiresAtMs > Date.now() ? grant.header : undefined;
  }

  /** Answers a 401; undefined where there is nothing else to answer with. */
  async answer(host: RegistryHost, scope: string, refusal: Refusal): Promise<string | undefined> {
    const key = keyOf(host.base, scope);
    const current = await this.known(host, scope);
    // Another request has answered meanwhile.
    if (current !== undefined && current !== refusal.refused) return current;
    // Requests that are refused together share one visit to the token server.
    const granting =
      this.#pending.get(key) ?? this.#grant(host, scope, refusal).finally(() => this.#pending.delete(key));
    this.#pending.set(key, granting);
    this.#grants.set(
      key,
      granting.catch(() => undefined), // Told to whoever waits for it below.
    );
    const header = (await granting)?.header;
    return header === refusal.refused ? undefined : header;
  }

  async #grant(host: RegistryHost, scope: string, { challenges, signal }: Refusal): Promise<Grant | undefined> {
    const login = await this.#login(host, signal);
    if (login?.registryToken) return { header: `Bearer ${login.registryToken}`, expiresAtMs: Infinity };
    const challenge = challenges.find(({ scheme }) => scheme === "bearer");
    if (challenge !== undefined) {
      const { isOffline = false } = this.#options;
      const request = { host, challenge, scope, login, isOffline, signal };
      const { token, expiresAtMs, identityToken } = await fetchToken(this.#transport, request);
      this.#identityToken = identityToken ?? this.#identityToken;
      return { header: `Bearer ${token}`, expiresAtMs };
    }
    const isBasic = challenges.some(({ scheme }) => scheme === "basic");
    return isBasic && login?.password ? { header: basicHeader(login), expiresAtMs: Infinity } : undefined;
  }

  /** Undefined also where it cannot be had, which `loginFailure` then tells. */
  async #login(host: RegistryHost, signal: AbortSignal): Promise<Credentials | undefined> {
    try {
      const login = await this.#storedLogin(host, signal);
      this.#failures.delete(host.base);
      return login;
    } catch (error) {
      if (!isNerdError(error, "CREDENTIALS_UNAVAILABLE")) throw error;
      this.#failures.set(host.base, error);
      return undefined;
    }
  }

  #storedLogin(host: RegistryHost, signal: AbortSignal): Promise<Credentials | undefined> {
    const { base } = host;
    const known = this.#logins.get(base);
    if (known !== undefined) return known;
    const asked = this.#firstLogin(loginsFor(host), signal);
    this.#logins.set(base, asked);
    asked.catch(() => this.#logins.delete(base)); // Asked again where somebody was not there to unlock a keychain.
    return asked;
  }

  async #firstLogin(domains: readonly string[], signal: AbortSignal): Promise<Credentials | undefined> {
    for (const domain of domains) {
      const login = await this.#options.credentials(domain, signal);
      if (login !== undefined) return login;
    }
    return undefined;
  }
}

function keyOf(base: string, scope: string): string {
  return `${base} ${scope}`;
}
