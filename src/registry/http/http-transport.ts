import { readFile } from "node:fs/promises";
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { clearTimeout, setTimeout } from "node:timers";
import { NerdError } from "../../errors.ts";
import type { TlsFiles } from "../hosts/registry-host.ts";
import { type Timeouts, watched } from "./body.ts";
import { networkFailure, stalled } from "./network-failure.ts";

export interface HttpRequest {
  readonly method: "GET" | "HEAD";
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsFiles;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The last address of the redirections. */
  readonly url: string;
  /** Whoever does not read it to its end must call its `return`. */
  readonly body: AsyncGenerator<Uint8Array>;
}

const mostRedirects = 5;

/** HTTP as a registry's client needs it: kept connections, redirections, and a limit on every wait. */
export class HttpTransport implements Disposable {
  readonly #timeouts: Timeouts;
  readonly #plain = new HttpAgent({ keepAlive: true });
  readonly #secure = new Map<string, Promise<HttpsAgent>>();
  readonly #agents: (HttpAgent | HttpsAgent)[] = [this.#plain];

  constructor(timeouts: Timeouts) {
    this.#timeouts = timeouts;
  }

  /** Answers with any status but a redirection; throws a PassingFailure or a NerdError where there is no answer. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    let next = request;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#sendOnce(next);
      const target = redirection(response);
      if (target === undefined) return response;
      await response.body.return(undefined);
      if (redirects === mostRedirects) throw tooManyRedirects(request.url);
      next = redirected(next, target);
    }
  }

  async #sendOnce({ method, url, headers, tls, signal }: HttpRequest): Promise<HttpResponse> {
    signal.throwIfAborted();
    const isSecure = url.startsWith("https:");
    const agent = isSecure ? await this.#agentFor(tls) : this.#plain;
    const options = { method, headers: headers as Record<string, string | string[]>, agent };
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(url, options);
      const release = this.#limitWaits(request, url, signal);
      request.on("response", (response) => {
        release();
        resolve(response);
      });
      request.on("error", (error) => {
        release();
        reject(signal.aborted ? signal.reason : networkFailure(error, url));
      });
      request.end();
    });
    const { statusCode: status = 0 } = message;
    return { status, headers: message.headers, url, body: watched(message, { url, signal, timeouts: this.#timeouts }) };
  }

  /** Ends the request where it is cancelled, does not connect, or is not answered; gives back what stops the watch. */
  #limitWaits(request: ClientRequest, url: string, signal: AbortSignal): () => void {
    const { connectMs, stallMs } = this.#timeouts;
    const cancel = () => request.destroy(new Error("cancelled"));
    let timer = setTimeout(() => request.destroy(stalled(url, "no connection", connectMs)), connectMs);
    const connected = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.destroy(stalled(url, "no answer", stallMs)), stallMs);
    };
    request.on("socket", (socket) => (socket.connecting ? socket.once("connect", connected) : connected()));
    signal.addEventListener("abort", cancel, { once: true });
    return () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
    };
  }

  #agentFor(tls: TlsFiles): Promise<HttpsAgent> {
    const key = JSON.stringify(tls);
    const agent = this.#secure.get(key) ?? this.#makeAgent(tls);
    this.#secure.set(key, agent);
    return agent;
  }

  async #makeAgent({ ca, clients, skipVerify }: TlsFiles): Promise<HttpsAgent> {
    const [first] = clients;
    const [authorities, cert, key] = await Promise.all([
      Promise.all(ca.map(readPem)),
      first && readPem(first.cert),
      first && readPem(first.key ?? first.cert),
    ]);
    // Own authorities come beside the system's, as in Docker and containerd.
    const { rootCertificates } = await import("node:tls");
    const agent = new HttpsAgent({
      keepAlive: true,
      rejectUnauthorized: !skipVerify,
      ...(authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }),
      ...(cert !== undefined && { cert, key }),
    });
    this.#agents.push(agent);
    return agent;
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function redirection({ status, headers, url }: HttpResponse): URL | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined || !URL.canParse(location, url))
    return undefined;
  const target = new URL(location, url);
  return target.protocol === "https:" || target.protocol === "http:" ? target : undefined;
}

/** What was for one origin does not go to another: neither credentials, nor configured headers, nor the client's certificate. */
function redirected(request: HttpRequest, target: URL): HttpRequest {
  if (target.origin === new URL(request.url).origin) return { ...request, url: target.href };
  const { accept, range } = request.headers;
  const headers = {
    "user-agent": request.headers["user-agent"] ?? "nerdsh",
    ...(accept && { accept }),
    ...(range && { range }),
  };
  const tls = request.tls.clients.length === 0 ? request.tls : { ...request.tls, clients: [] };
  return { ...request, url: target.href, headers, tls };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `cannot read the certificate or key ${file}`, { cause });
  }
}

function tooManyRedirects(url: string): NerdError {
  return new NerdError("REGISTRY_FAILED", `redirected more than ${mostRedirects} times: ${url}`);
}
