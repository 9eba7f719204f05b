import { request as httpRequest } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import { isIP, isIPv6, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as tlsConnect } from "node:tls";
import { NerdError } from "../../errors.ts";
import { networkFailure, stalled } from "./network-failure.ts";
import { proxyHeaders } from "./proxy.ts";
import { isSocks, socksTunnel } from "./socks.ts";

/** HTTPS through a proxy that hands bytes on without reading them: by CONNECT (RFC 9110), or by SOCKS. */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  readonly #connectMs: number;

  constructor(proxy: URL, connectMs: number, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
    this.#connectMs = connectMs;
  }

  /** Node's agents call this for each new connection, and wait for `done` where nothing is given back. */
  override createConnection(options: RequestOptions, done: (error: Error | null, socket: Duplex) => void): undefined {
    const host = (options.host ?? "").replace(/^\[|\]$/g, "");
    const target = `${isIPv6(host) ? `[${host}]` : host}:${options.port ?? 443}`;
    // The agent's options are the connection's, too, which their type does not say.
    const settings = options as ConnectionOptions;
    const made = isSocks(this.#proxy)
      ? socksTunnel(this.#proxy, { host, port: Number(options.port ?? 443) }, this.#connectMs)
      : tunnel(this.#proxy, target, this.#connectMs);
    made.then(
      (socket) => done(null, tlsConnect({ servername: isIP(host) === 0 ? host : "", ...settings, socket })),
      // Where there is an error, nobody looks at the socket.
      (error) => done(error, undefined as unknown as Duplex),
    );
  }
}

function tunnel(proxy: URL, target: string, connectMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === "https:" ? httpsRequest : httpRequest)({
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: target,
      headers: { host: target, "user-agent": "nerdsh", ...proxyHeaders(proxy) },
      agent: false,
    });
    request.setTimeout(connectMs, () => request.destroy(stalled(proxy.href, "no tunnel", connectMs)));
    request.on("connect", ({ statusCode = 0 }, socket) => {
      request.setTimeout(0);
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(refused(proxy, target, statusCode));
    });
    request.on("response", ({ statusCode = 0 }) => {
      request.destroy();
      reject(refused(proxy, target, statusCode));
    });
    request.on("error", (error) => reject(networkFailure(error, proxy.href)));
    request.end();
  });
}

function refused({ host }: URL, target: string, status: number): NerdError {
  return new NerdError("REGISTRY_UNREACHABLE", `the proxy ${host} does not lead to ${target}: it answers ${status}`, {
    hint:
      status === 407
        ? "it wants a login: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"
        : "check HTTPS_PROXY and NO_PROXY",
  });
}
