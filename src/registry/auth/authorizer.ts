import { NerdError } from "../../errors.ts";
import type { RegistryHost } from "../hosts/registry-host.ts";
import { readAll } from "../http/body.ts";
import type { HttpTransport } from "../http/http-transport.ts";
import { registryFailure } from "../http/registry-failure.ts";
import type { Challenge } from "./challenge.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Where a login for a host (`registry-1.docker.io`, `localhost:5000`) comes from; undefined is anonymous. */
export type CredentialSource = (host: string) => Promise<Credentials | undefined>;

export const anonymous: CredentialSource = async () => undefined;

interface Grant {
  readonly header: string;
  readonly expiresAtMs: number;
}

const longestTokenBytes = 256 * 1024;
/** What a token lasts where its server does not say (distribution, "Token Authentication"). */
const defaultTokenSeconds = 60;

/** The `Authorization` headers of one registry's hosts: found on the first 401, then shared by all requests. */
export class Authorizer {
  readonly #transport: HttpTransport;
  readonly #credentials: CredentialSource;
  readonly #grants = new Map<string, Promise<Grant | undefined>>();
  readonly #pending = new Map<string, Promise<Grant | undefined>>();

  constructor(transport: HttpTransport, credentials: CredentialSource) {
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /** The header that earlier challenges of this host led to, while it lasts. */
  async known({ base }: RegistryHost, scope: string): Promise<string | undefined> {
    const grant = await this.#grants.get(keyOf(base, scope));
    return grant !== undefined && grant.expiresAtMs > Date.now() ? grant.header : undefined;
  }

  /** Answers a 401 to a request that carried `refused`; undefined where there is nothing to answer with. */
  async answer(
    host: RegistryHost,
    scope: string,
    {
      challenges,
      refused,
      signal,
    }: { challenges: readonly Challenge[]; refused: string | undefined; signal: AbortSignal },
  ): Promise<string | undefined> {
    const key = keyOf(host.base, scope);
    const current = await this.known(host, scope);
    // Another request has answered meanwhile.
    if (current !== undefined && current !== refused) return current;
    // Requests that are refused together share one visit to the token server.
    const granting =
      this.#pending.get(key) ?? this.#grant(host, scope, challenges, signal).finally(() => this.#pending.delete(key));
    this.#pending.set(key, granting);
    this.#grants.set(
      key,
      granting.catch(() => undefined),
    );
    return (await granting)?.header;
  }

  async #grant(
    host: RegistryHost,
    scope: string,
    challenges: readonly Challenge[],
    signal: AbortSignal,
  ): Promise<Grant | undefined> {
    const login = await this.#credentials(new URL(host.base).host);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) return await this.#token(host, { scope, ...bearer.parameters }, login, signal);
    const isBasic = challenges.some(({ scheme }) => scheme === "basic");
    return isBasic && login !== undefined ? { header: basic(login), expiresAtMs: Infinity } : undefined;
  }

  async #token(
    { base, tls }: RegistryHost,
    { realm, service, scope }: Challenge["parameters"],
    login: Credentials | undefined,
    signal: AbortSignal,
  ): Promise<Grant> {
    const url = tokenUrl(realm, base);
    if (service !== undefined) url.searchParams.set("service", service);
    for (const item of scope?.split(" ") ?? []) url.searchParams.append("scope", item);
    const headers = {
      accept: "application/json",
      "user-agent": "nerdsh",
      ...(login && { authorization: basic(login) }),
    };
    const ownTls = url.origin === new URL(base).origin ? tls : { ...tls, clients: [] };
    const response = await this.#transport.send({ method: "GET", url: url.href, headers, tls: ownTls, signal });
    if (response.status !== 200)
      throw await registryFailure(response, { what: `a token for ${scope ?? service ?? base}`, needs: "pull" });
    return grantIn(await readAll(response.body, longestTokenBytes, () => tokenFailure(url.host)), url.host);
  }
}

function keyOf(base: string, scope: string): string {
  return `${base} ${scope}`;
}

/** A registry on HTTPS does not make us send a password in the clear. */
function tokenUrl(realm: string | undefined, base: string): URL {
  if (realm !== undefined && URL.canParse(realm)) {
    const url = new URL(realm);
    if (url.protocol === "https:" || (url.protocol === "http:" && base.startsWith("http:"))) return url;
  }
  throw new NerdError("REGISTRY_FAILED", `${new URL(base).host} names no usable token server: ${realm ?? "none"}`);
}

function grantIn(bytes: Uint8Array, host: string): Grant {
  let reply: Record<string, unknown>;
  try {
    reply = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    throw tokenFailure(host);
  }
  const token = reply["token"] || reply["access_token"];
  if (typeof token !== "string" || /[\r\n]/.test(token)) throw tokenFailure(host);
  const seconds = typeof reply["expires_in"] === "number" ? reply["expires_in"] : defaultTokenSeconds;
  // A token that ends on the way is of no use: stop a little early.
  return { header: `Bearer ${token}`, expiresAtMs: Date.now() + Math.max(seconds - 5, 5) * 1_000 };
}

function tokenFailure(host: string): NerdError {
  return new NerdError("REGISTRY_FAILED", `${host} answered with no token`, {
    hint: "is it the registry's token server?",
  });
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
