import { readFile } from "node:fs/promises";
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { NerdError } from "../../errors.ts";
import type { TlsFiles } from "../hosts/registry-host.ts";
import { type Timeouts, watched } from "./body.ts";
import { networkFailure } from "./network-failure.ts";
import { redirected, redirection } from "./redirection.ts";
import { bodySize, type RequestBody, writeBody } from "./request-body.ts";
import { WaitLimit } from "./wait-limit.ts";

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: RequestBody | undefined;
  /** Where the body has a secret: a redirection to another origin is then the answer. */
  readonly staysAtOrigin?: boolean | undefined;
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
/** A server that stores what it was sent may think longer than one that only reads. */
const storingFactor = 10;

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
      const redirect = redirection(response);
      const leaves = redirect !== undefined && redirect.target.origin !== new URL(next.url).origin;
      if (redirect === undefined || (leaves && next.staysAtOrigin)) return response;
      await response.body.return(undefined);
      if (redirects === mostRedirects) throw tooManyRedirects(request.url);
      next = redirected(next, redirect);
    }
  }

  async #sendOnce({ method, url, headers, body, tls, signal }: HttpRequest): Promise<HttpResponse> {
    signal.throwIfAborted();
    const isSecure = url.startsWith("https:");
    const agent = isSecure ? await this.#agentFor(tls) : this.#plain;
    const length = body && { "content-length": String(bodySize(body)) };
    const options = { method, headers: { ...headers, ...length } as Record<string, string | string[]>, agent };
    const request = (isSecure ? httpsRequest : httpRequest)(url, options);
    const message = await this.#exchange(request, { url, body, signal });
    const { statusCode: status = 0 } = message;
    return { status, headers: message.headers, url, body: watched(message, { url, signal, timeouts: this.#timeouts }) };
  }

  /** Sends the body, and waits for the answer, which may come before the body's end; the connection then serves nothing more. */
  async #exchange(
    request: ClientRequest,
    { url, body, signal }: Pick<HttpRequest, "url" | "body" | "signal">,
  ): Promise<IncomingMessage> {
    const { connectMs, stallMs } = this.#timeouts;
    using limit = new WaitLimit(request, url, { signal, connectMs });
    let answer: IncomingMessage | undefined;
    return await new Promise<IncomingMessage>((resolve, reject) => {
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
