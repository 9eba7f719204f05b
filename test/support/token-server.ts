import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { makeCertificate } from "./registry-access.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface TokenServerOptions {
  /** `user:password` → the repositories that it may change; all may be read by everybody who is in the list. */
  readonly logins: Readonly<Record<string, readonly string[]>>;
  /** How a login is sent: `GET` with Basic, or only by OAuth2's `POST`. */
  readonly methods?: readonly ("GET" | "POST")[];
  /** Whether those without a login may read. */
  readonly isOpen?: boolean;
}

/** What docker-registry needs to trust the tokens. */
export interface TokenAuthority {
  readonly realm: string;
  readonly certificate: string;
}

/** The issuer and the service that registry and tokens name. */
export const [tokenIssuer, tokenService] = ["issuer of the tests", "registry of the tests"];

/** A token server for docker-registry (distribution, "Token Authentication Specification"), with signed JWTs and identity tokens. */
export async function startTokenServer(options: TokenServerOptions) {
  const directory = await temporaryDirectory();
  const { certificate, key } = await makeCertificate(directory.path);
  const signed = await signer(certificate, key);
  const seen: string[] = [];
  const identityTokens = new Map<string, string>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(request.method === "POST" ? await text(request) : request.url?.split("?")[1]);
    seen.push(
      `${request.method} ${form.get("grant_type") ?? ""} ${form.getAll("scope").join(" ")}`.replace(/ +/g, " "),
    );
    if (!(options.methods ?? ["GET", "POST"]).some((method) => method === request.method))
      return response.writeHead(405).end();
    const login = identityTokens.get(form.get("refresh_token") ?? "") ?? loginIn(request, form);
    const changes = login === undefined ? undefined : options.logins[login];
    if (changes === undefined && !(login === undefined && options.isOpen))
      return response.writeHead(request.method === "POST" ? 400 : 401).end();
    const access = form
      .getAll("scope")
      .flatMap((scope) => scope.split(" "))
      .map((scope) => accessTo(scope, changes ?? []));
    const identityToken = randomUUID();
    const isOffline = form.has("offline_token") || form.get("access_type") === "offline";
    if (isOffline && login !== undefined) identityTokens.set(identityToken, login);
    const token = signed(access);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ token, access_token: token, ...(isOffline && { refresh_token: identityToken }) }));
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    /** Each request: its method, its grant type, its scopes. */
    seen,
    /** Makes all identity tokens worthless, as if they had expired. */
    forget: () => identityTokens.clear(),
    realm: `http://127.0.0.1:${port}/token`,
    certificate,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await directory[Symbol.asyncDispose]();
    },
  };
}

function loginIn({ headers }: IncomingMessage, form: URLSearchParams): string | undefined {
  if (form.has("password")) return `${form.get("username")}:${form.get("password")}`;
  const [, encoded] = /^Basic (.*)$/.exec(headers.authorization ?? "") ?? [];
  return encoded && Buffer.from(encoded, "base64").toString();
}

function accessTo(scope: string, changes: readonly string[]): object {
  const [type = "", name = "", actions = ""] = scope.split(":");
  return { type, name, actions: actions.split(",").filter((action) => action === "pull" || changes.includes(name)) };
}

async function signer(certificateFile: string, keyFile: string): Promise<(access: readonly object[]) => string> {
  const chain = (await readFile(certificateFile, "utf8")).replace(/-----[^-]+-----|\s/g, "");
  const key = createPrivateKey(await readFile(keyFile, "utf8"));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return (access) => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: tokenIssuer,
      aud: tokenService,
      sub: "",
      jti: randomUUID(),
      nbf: now - 60,
      iat: now,
      exp: now + 300,
    };
    const text = `${part({ typ: "JWT", alg: "ES256", x5c: [chain] })}.${part({ ...claims, access })}`;
    return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
}
