import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { NerdError } from "../../errors.ts";
import { fillsBuffers, isHttpSlowToLoad } from "../../platform/filling-socket.ts";
import type { ProxySettings } from "../../settings/registry-access.ts";
import type { TlsFiles } from "../hosts/registry-host.ts";
import { defaultTimeouts, type Timeouts, watched } from "./body.ts";
import { Connections } from "./connections.ts";
import { answerDirectly } from "./direct-answer.ts";
import { isCertificateRefusal, networkFailure } from "./network-failure.ts";
import { redirected, redirection } from "./redirection.ts";
import { bodySize, type RequestBody, writeBody } from "./request-body.ts";
import { WaitLimit } from "./wait-limit.ts";

export interface TransportOptions {
  readonly timeouts?: Timeouts | undefined;
  readonly proxies?: ProxySettings | undefined;
  /** Files of authorities, of which the first that there is replaces those that the runtime brings along. */
  readonly authorityFiles?: readonly string[] | undefined;
}

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: RequestBody | undefined;
  /** Where the body has a secret: a redirection to another origin is then the answer. */
  readonly staysAtOrigin?: boolean | undefined;
  readonly tls: TlsFiles;
  /** How much is expected of the answer. Given where its body may come in buffers that serve again, see `HttpResponse.sharesBuffers`. */
  readonly bulkBytes?: number | undefined;
  /** A limit of its own until there is a connection. */
  readonly connectMs?: number | undefined;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The last address of the redirections. */
  readonly url: string;
  /** Whoever does not read it to its end must call its `return`. */
  readonly body: AsyncGenerator<Uint8Array>;
  /** Whether a chunk of the body is good only until the next but one is asked for. */
  readonly sharesBuffers?: boolean;
}

const noProxies: ProxySettings = { http: undefined, https: undefined, no: "" };
const mostRedirects = 5;
/** By TLS, a connection of its own begins with some round trips, which are nothing beside this. */
const leastSecureBytes = 64 * 1024 * 1024;
/** A server that stores what it was sent may think longer than one that only reads. */
const storingFactor = 10;

/** HTTP as a registry's client needs it: kept connections, redirections, and a limit on every wait. */
export class HttpTransport implements Disposable {
  readonly #timeouts: Timeouts;
  readonly #connections: Connections;
  /** By origin, the first of several client certificates that was not refused. */
  readonly #clients = new Map<string, number>();
  /** Origins that have answered in another form than is read directly: of small answers, each would be asked for twice. */
  readonly #otherForms = new Set<string>();

  constructor({ timeouts = defaultTimeouts, proxies = noProxies, authorityFiles = [] }: TransportOptions = {}) {
    this.#timeouts = timeouts;
    this.#connections = new Connections({ connectMs: timeouts.connectMs, proxies, authorityFiles });
  }

  /** Answers with any status but a redirection; throws a PassingFailure or a NerdError where there is no answer. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    let next = request;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#sendOnce(next);
      const redirect = redirection(response);
      const leaves = redirect !== undefined && redirect.target.origin !== new URL(next.url).origin;
      if (redirect === undefined || (leaves && next.staysAtOrigin)) return response;
      await response.body.return(undefined);
      if (redirects === mostRedirects) throw tooManyRedirects(request.url);
      next = redirected(next, redirect);
    }
  }

  /** No runtime tells which authorities a server wants clients to have, so one pair after the other is shown until one does. */
  async #sendOnce(request: HttpRequest): Promise<HttpResponse> {
    const { origin } = new URL(request.url);
    for (let client = this.#clients.get(origin) ?? 0; ; client++) {
      try {
        const response = await this.#sendAs(client, request);
        this.#clients.set(origin, client);
        return response;
      } catch (error) {
        if (client + 1 >= request.tls.clients.length || !isCertificateRefusal(error)) throw error;
      }
    }
  }

  async #sendAs(
    client: number,
    { method, url, headers, body, tls, signal, ...rest }: HttpRequest,
  ): Promise<HttpResponse> {
    const { connectMs = this.#timeouts.connectMs, bulkBytes = 0 } = rest;
    const { origin } = new URL(url);
    const isRead = body === undefined && (method === "GET" || method === "HEAD");
    if (isRead && isDirect(url, bulkBytes) && (bulkBytes > 0 || !this.#otherForms.has(origin))) {
      const timeouts = { ...this.#timeouts, connectMs };
      const connect = await this.#connections.direct(url, tls, client);
      signal.throwIfAborted();
      const request = { method, url, headers, sharesBuffers: bulkBytes > 0, timeouts, signal };
      const response = connect && (await answerDirectly({ ...request, connect }));
      if (response !== undefined) return response;
      if (connect !== undefined) this.#otherForms.add(origin);
    }
    const length = body && { "content-length": String(bodySize(body)) };
    const open = await this.#connections.route(url, { method, headers: { ...headers, ...length } }, tls, client);
    signal.throwIfAborted(); // From here on, whoever waits listens to it.
    const request = open();
    const message = await this.#exchange(request, { url, body, signal, connectMs });
    const { statusCode: status = 0 } = message;
    return { status, headers: message.headers, url, body: watched(message, { url, signal, timeouts: this.#timeouts }) };
  }

  /** Sends the body, and waits for the answer, which may come before the body's end; the connection then serves nothing more. */
  async #exchange(
    request: ClientRequest,
    { url, body, signal, connectMs }: Pick<HttpRequest, "url" | "body" | "signal"> & { readonly connectMs: number },
  ): Promise<IncomingMessage> {
    const { stallMs } = this.#timeouts;
    using limit = new WaitLimit(request, url, { signal, connectMs });
    let answer: IncomingMessage | undefined;
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request.on("socket", (socket) => limit.follow(socket));
      request.on("response", (message) => {
        answer = message;
        resolve(message);
      });
      request.on("error", (error) => reject(signal.aborted ? signal.reason : networkFailure(error, url)));
      const finish = (isWritten: boolean) => {
        if (!isWritten) return void answer?.once("close", () => request.destroy());
        if (answer === undefined) limit.wait("no answer", body === undefined ? stallMs : stallMs * storingFactor);
        request.end();
      };
      if (body === undefined) return finish(true);
      const waitsForRoom = (waits: boolean) => (waits ? limit.wait("no progress", stallMs) : limit.rest());
      writeBody(request, body, { waitsForRoom, hasAnswer: () => answer !== undefined }).then(finish, (error: Error) => {
        reject(error);
        request.destroy(error);
      });
    });
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]();
  }
}

/** Whether a connection for this request alone is worth it. */
function isDirect(url: string, bulkBytes: number): boolean {
  if (url.startsWith("https:")) return fillsBuffers && bulkBytes >= leastSecureBytes;
  return fillsBuffers && (bulkBytes > 0 || isHttpSlowToLoad);
}

function tooManyRedirects(url: string): NerdError {
  return new NerdError("REGISTRY_FAILED", `redirected more than ${mostRedirects} times: ${url}`);
}
