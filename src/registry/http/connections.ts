import { readFile } from "node:fs/promises";
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type RequestOptions } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { type ConnectionOptions as TlsOptions, connect as tlsConnect } from "node:tls";
import { NerdError } from "../../errors.ts";
import { connectTcp, connectTls, type FillingListener, type FillingSocket } from "../../platform/filling-socket.ts";
import type { ProxySettings } from "../../settings/registry-access.ts";
import { errno } from "../../store/atomic-file.ts";
import { noTlsFiles, type TlsFiles } from "../hosts/registry-host.ts";
import { proxyFor, proxyHeaders } from "./proxy.ts";

export interface ConnectionOptions {
  readonly connectMs: number;
  readonly proxies: ProxySettings;
  readonly authorityFiles: readonly string[];
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** Kept connections: those with the same certificates, by the same way, serve one another's requests. */
export class Connections implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #secure = new Map<string, Promise<HttpsAgent>>();
  readonly #socks = new Map<string, Promise<HttpAgent>>();
  readonly #agents: (HttpAgent | HttpsAgent)[] = [];
  #plain: HttpAgent | undefined;
  #authorities: Promise<readonly string[]> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * What sends a request, by a proxy where there is one for it; `client` is the pair of `tls.clients` that it shows. It sends when it is
   * called, so that nothing happens before somebody listens.
   */
  async route(url: string, { method, headers }: Sent, tls: TlsFiles, client: number): Promise<() => ClientRequest> {
    const target = new URL(url);
    const proxy = proxyFor(target, this.#options.proxies);
    // node:http changes no list, and does not say so.
    const options: RequestOptions = { method, headers: headers as Record<string, string | string[]> };
    if (target.protocol === "https:") {
      const agent = await this.#agentFor(tls, client, proxy);
      return () => httpsRequest(url, { ...options, agent });
    }
    if (proxy === undefined) return () => httpRequest(url, { ...options, agent: this.#plainAgent() });
    if (proxy.protocol.startsWith("socks5")) {
      const agent = await this.#socksAgent(proxy);
      return () => httpRequest(url, { ...options, agent });
    }
    const isSecure = proxy.protocol === "https:";
    const byProxy: RequestOptions = {
      ...options,
      protocol: proxy.protocol,
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || (isSecure ? 443 : 80),
      path: url,
      headers: { ...options.headers, host: target.host, ...proxyHeaders(proxy) },
      agent: isSecure ? await this.#agentFor(noTlsFiles, 0, undefined) : this.#plainAgent(),
    };
    return () => (isSecure ? httpsRequest : httpRequest)(byProxy);
  }

  /**
   * What opens a connection for one request, which nobody else will use; undefined where a proxy is on the way, or the address has a login.
   * It connects when it is called, and reads into the buffers that it is given.
   */
  async direct(
    url: string,
    tls: TlsFiles,
    client: number,
  ): Promise<((listener: FillingListener) => FillingSocket) | undefined> {
    const target = new URL(url);
    if (target.username !== "" || proxyFor(target, this.#options.proxies) !== undefined) return undefined;
    const host = target.hostname.replace(/^\[|\]$/g, "");
    if (target.protocol === "http:") {
      const address = { host, port: Number(target.port || 80) };
      return (listener) => connectTcp(address, listener);
    }
    const agent = await this.#agentFor(tls, client, undefined);
    // The agent's options are the connection's, too, which their type does not say.
    const options = agent.options as TlsOptions;
    const address = { host, port: Number(target.port || 443), servername: isIP(host) === 0 ? host : "" };
    // `onread` goes on to node:net, which its type does not say either.
    const settings = { ...options, ...address, ALPNProtocols: ["http/1.1"] };
    return (listener) => connectTls((options) => tlsConnect({ ...settings, ...options }), listener);
  }

  #plainAgent(): HttpAgent {
    if (this.#plain === undefined) {
      this.#plain = new HttpAgent({ keepAlive: true });
      this.#agents.push(this.#plain);
    }
    return this.#plain;
  }

  #socksAgent(proxy: URL): Promise<HttpAgent> {
    const made = async () => {
      const { SocksAgent } = await import("./socks.ts");
      const agent = new SocksAgent(proxy, this.#options.connectMs);
      this.#agents.push(agent);
      return agent;
    };
    const agent = this.#socks.get(proxy.href) ?? made();
    this.#socks.set(proxy.href, agent);
    return agent;
  }

  #agentFor(tls: TlsFiles, client: number, proxy: URL | undefined): Promise<HttpsAgent> {
    const key = JSON.stringify([tls, client, proxy?.href]);
    const agent = this.#secure.get(key) ?? this.#makeAgent(tls, client, proxy);
    this.#secure.set(key, agent);
    return agent;
  }

  async #makeAgent({ ca, clients, skipVerify }: TlsFiles, client: number, proxy: URL | undefined): Promise<HttpsAgent> {
    const pair = clients[client];
    this.#authorities ??= systemAuthorities(this.#options.authorityFiles);
    const [system, own, cert, key] = await Promise.all([
      this.#authorities,
      Promise.all(ca.map(readPem)),
      pair && readPem(pair.cert),
      pair && readPem(pair.key ?? pair.cert),
    ]);
    const options: AgentOptions = {
      keepAlive: true,
      rejectUnauthorized: !skipVerify,
      // Own authorities come beside the system's, as in Docker and containerd.
      ca: [...system, ...own],
      ...(cert !== undefined && { cert, key }),
    };
    const agent = proxy === undefined ? new HttpsAgent(options) : await this.#tunnel(proxy, options);
    this.#agents.push(agent);
    return agent;
  }

  async #tunnel(proxy: URL, options: AgentOptions): Promise<HttpsAgent> {
    const { TunnelAgent } = await import("./tunnel.ts");
    return new TunnelAgent(proxy, this.#options.connectMs, options);
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

/** What the machine trusts; what the runtime brings along where it says nothing. */
async function systemAuthorities(files: readonly string[]): Promise<readonly string[]> {
  for (const file of files) {
    try {
      return [await readFile(file, "utf8")];
    } catch (error) {
      if (errno(error) !== "ENOENT" && errno(error) !== "ENOTDIR")
        throw new NerdError("INVALID_VALUE", `cannot read the authorities in ${file}`, { cause: error });
    }
  }
  const { rootCertificates } = await import("node:tls");
  return rootCertificates;
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `cannot read the certificate or key ${file}`, { cause });
  }
}
