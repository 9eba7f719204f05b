import { NerdError } from "../../errors.ts";
import type { RegistryHost } from "../hosts/registry-host.ts";
import { readAll } from "../http/body.ts";
import type { HttpResponse, HttpTransport } from "../http/http-transport.ts";
import { registryFailure } from "../http/registry-failure.ts";
import type { Challenge } from "./challenge.ts";
import { basicHeader, type Credentials } from "./credentials.ts";

export interface TokenRequest {
  /** The registry's host, which sent us to the token server. */
  readonly host: RegistryHost;
  readonly challenge: Challenge;
  /** What the token is for, with spaces between; empty for nothing but to know that the login is good. */
  readonly scope: string;
  readonly login: Credentials | undefined;
  /** Asks for an identity token, too, to keep in place of the password. */
  readonly isOffline: boolean;
  readonly signal: AbortSignal;
}

export interface Token {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly identityToken: string | undefined;
}

const clientId = "nerdsh";
const longestTokenBytes = 256 * 1024;
/** What a token lasts where its server does not say (distribution, "Token Authentication"). */
const defaultTokenSeconds = 60;

/**
 * A token of the server that a registry names: by GET, as every one knows it, with an identity token by POST (distribution, "OAuth2 Token
 * Authentication"), and with a password by POST where the server knows no GET. Throws REGISTRY_DENIED, REGISTRY_FAILED.
 */
export async function fetchToken(transport: HttpTransport, request: TokenRequest): Promise<Token> {
  const url = tokenUrl(request);
  const { login } = request;
  let response = login?.identityToken === undefined ? await byGet(transport, url, request) : undefined;
  if (login !== undefined && (response === undefined || response.status === 404 || response.status === 405)) {
    await response?.body.return(undefined);
    response = await byPost(transport, url, request, login);
  }
  if (response!.status !== 200) throw await failure(response!, request);
  return tokenIn(await readAll(response!.body, longestTokenBytes, () => tokenFailure(url.host)), url.host);
}

async function byGet(transport: HttpTransport, url: URL, request: TokenRequest): Promise<HttpResponse> {
  const { login, isOffline } = request;
  const { service, scopes } = subject(request);
  const address = new URL(url);
  if (service !== undefined) address.searchParams.set("service", service);
  for (const scope of scopes) address.searchParams.append("scope", scope);
  if (isOffline) address.searchParams.set("offline_token", "true");
  if (isOffline) address.searchParams.set("client_id", clientId);
  const headers = login && { authorization: basicHeader(login) };
  return await transport.send({
    ...common(url, request),
    method: "GET",
    url: address.href,
    headers: { ...own, ...headers },
  });
}

async function byPost(
  transport: HttpTransport,
  url: URL,
  request: TokenRequest,
  { username, password, identityToken }: Credentials,
): Promise<HttpResponse> {
  const { service, scopes } = subject(request);
  const form = new URLSearchParams({
    ...(identityToken
      ? { grant_type: "refresh_token", refresh_token: identityToken }
      : { grant_type: "password", username, password }),
    client_id: clientId,
    ...(service !== undefined && { service }),
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(request.isOffline && { access_type: "offline" }),
  });
  const headers = { ...own, "content-type": "application/x-www-form-urlencoded" };
  const body = Buffer.from(form.toString());
  // What it holds is for this server alone, so it goes nowhere else.
  return await transport.send({ ...common(url, request), method: "POST", headers, body, staysAtOrigin: true });
}

const own = { accept: "application/json", "user-agent": clientId };

function common(url: URL, { host, signal }: TokenRequest) {
  const tls = url.origin === new URL(host.base).origin ? host.tls : { ...host.tls, clients: [] };
  return { url: url.href, tls, signal };
}

/** What the registry wants besides what we know that we need. */
function subject({ challenge: { parameters }, scope }: TokenRequest): {
  service: string | undefined;
  scopes: string[];
} {
  const scopes = `${parameters["scope"] ?? ""} ${scope}`.split(" ").filter((item) => item !== "");
  return { service: parameters["service"], scopes: [...new Set(scopes)] };
}

/** A registry on HTTPS does not make us send a password in the clear. */
function tokenUrl({ host: { base }, challenge: { parameters } }: TokenRequest): URL {
  const { realm } = parameters;
  if (realm !== undefined && URL.canParse(realm)) {
    const url = new URL(realm);
    if (url.protocol === "https:" || (url.protocol === "http:" && base.startsWith("http:"))) return url;
  }
  throw new NerdError("REGISTRY_FAILED", `${new URL(base).host} names no usable token server: ${realm ?? "none"}`);
}

async function failure(response: HttpResponse, { login, host, scope }: TokenRequest): Promise<unknown> {
  const hasLogin = login !== undefined;
  // What OAuth2 calls a bad request is, with a refresh token or a password, a login that is none (RFC 6749, 5.2).
  const status = hasLogin && response.status === 400 ? 401 : response.status;
  const what = `a token for ${scope === "" ? new URL(host.base).host : scope}`;
  return await registryFailure({ ...response, status }, { what, needs: "pull", host, hasLogin });
}

function tokenIn(bytes: Uint8Array, host: string): Token {
  let reply: Record<string, unknown>;
  try {
    reply = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    throw tokenFailure(host);
  }
  const token = reply["token"] || reply["access_token"];
  const identityToken = reply["refresh_token"];
  if (typeof token !== "string" || /[\r\n]/.test(token)) throw tokenFailure(host);
  const seconds = typeof reply["expires_in"] === "number" ? reply["expires_in"] : defaultTokenSeconds;
  return {
    token,
    // A token that ends on the way is of no use: stop a little early.
    expiresAtMs: Date.now() + Math.max(seconds - 5, 5) * 1_000,
    identityToken: typeof identityToken === "string" && identityToken !== "" ? identityToken : undefined,
  };
}

function tokenFailure(host: string): NerdError {
  return new NerdError("REGISTRY_FAILED", `${host} answered with no token`, {
    hint: "is it the registry's token server?",
  });
}
