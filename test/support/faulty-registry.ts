import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { writeHosts } from "./hosts-directory.ts";
import { cutUpload, faultyBody, playFault, type RegistryFault } from "./registry-fault.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface FaultRule {
  readonly fault: RegistryFault;
  /** The requests that it meets, as `GET /v2/library/nginx/manifests/latest`; all where absent. */
  readonly on?: RegExp;
  /** Only those that send so many bytes or more: layers, and no configs. */
  readonly leastBytes?: number;
  /** After that many requests it is over; never where absent. */
  readonly times?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** An HTTP server in front of a real registry that fails as it is told; what no rule meets is passed on. */
export class FaultyRegistry implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly hostsDir: string;
  readonly #upstream: URL;
  readonly #server: Server;
  readonly #directory: AsyncDisposable;
  #port = 0;
  #rules: (FaultRule & { left: number })[] = [];

  private constructor(upstream: string, directory: { readonly path: string } & AsyncDisposable) {
    this.#upstream = new URL(upstream);
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#directory = directory;
    this.hostsDir = join(directory.path, "hosts");
  }

  static async start(upstream: string, rules: readonly FaultRule[]): Promise<FaultyRegistry> {
    const registry = new FaultyRegistry(upstream, await temporaryDirectory());
    for (const rule of rules) registry.inject(rule);
    await registry.up();
    await writeHosts(registry.hostsDir, "docker.io", [{ url: registry.url }]);
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Adds a rule; of those that meet a request, the first one added plays. */
  inject(rule: FaultRule): void {
    this.#rules.push({ ...rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  /** From now on it answers well. */
  heal(): void {
    this.#rules = [];
  }

  /** Refuses connections, and breaks those that are open. */
  async down(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** Listens, where it was before if it was anywhere. */
  async up(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port; // It listens on TCP, so it is that kind of address.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await this.#directory[Symbol.asyncDispose]();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/", headers } = request;
    this.requests.push({ method, path, headers });
    const fault = this.#faultFor(`${method} ${path}`, Number(headers["content-length"] ?? 0));
    if (fault && playFault(fault, request, response)) return;
    if (fault?.kind === "slow" && fault.delayMs) await delay(fault.delayMs);
    this.#pass(request, response, fault);
  }

  #faultFor(line: string, bytes: number): RegistryFault | undefined {
    const rule = this.#rules.find(
      ({ on, left, leastBytes = 0 }) => left > 0 && bytes >= leastBytes && (on === undefined || on.test(line)),
    );
    if (rule) rule.left -= 1;
    return rule?.fault;
  }

  /** The Host header stays the client's, so that the registry's Location headers lead back here. */
  #pass(request: IncomingMessage, response: ServerResponse, fault: RegistryFault | undefined): void {
    const { method, url, headers } = request;
    const passed = httpRequest({
      host: this.#upstream.hostname,
      port: this.#upstream.port,
      method,
      path: url,
      headers,
    });
    passed.on("response", (answer) => {
      if (fault?.kind === "lost-answer") return void response.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(faultyBody(fault, response)).pipe(response);
    });
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    const cut = () => {
      passed.destroy();
      response.destroy();
    };
    if (fault?.kind !== "cut-upload") return void request.pipe(passed);
    cutUpload(request, passed, { ...fault, cut }).catch(cut); // One of the two has gone.
  }
}

/** `await using faulty = await startFaultyRegistry(registry.url, [{ fault: { kind: "lie" }, on: /blobs/ }])`. */
export async function startFaultyRegistry(upstream: string, rules: readonly FaultRule[] = []): Promise<FaultyRegistry> {
  return await FaultyRegistry.start(upstream, rules);
}
