import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Descriptor } from "../../src/registry/descriptor.ts";
import { digestOf } from "../../src/registry/digest.ts";

interface Stored {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A registry that gives out whatever a test has made, also what no client would ever push. */
export class MadeRegistry implements AsyncDisposable {
  /** `GET /v2/app/manifests/latest`, in the order in which they came. */
  readonly requests: string[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #stored = new Map<string, Stored>();
  readonly #tags = new Map<string, string>();

  static async start(): Promise<MadeRegistry> {
    const registry = new MadeRegistry();
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // It listens on TCP, so it is that kind of address.
  }

  /** Keeps bytes, or an object as JSON, and gives the descriptor. */
  put(mediaType: string, content: Uint8Array | object, algorithm = "sha256"): Descriptor {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes, algorithm);
    this.#stored.set(digest, { mediaType, bytes });
    return { mediaType, digest, size: bytes.length };
  }

  /** From now on it gives out other bytes under the name of these. */
  lie({ digest, mediaType }: Descriptor, bytes: Uint8Array): void {
    this.#stored.set(digest, { mediaType, bytes });
  }

  tag(repository: string, tag: string, { digest }: Descriptor): string {
    this.#tags.set(`${repository}:${tag}`, digest);
    return `${this.host}/${repository}:${tag}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #answer({ method, url = "/" }: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${method} ${url}`);
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, repository = "", kind, name = ""] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/(.+)$/.exec(pathname) ?? [];
    const stored = this.#stored.get(this.#tags.get(`${repository}:${name}`) ?? name);
    if (kind === "tags") this.#listTags(response, repository, searchParams.get("last") ?? "");
    else if (stored === undefined) response.writeHead(404).end();
    else {
      const headers = { "content-type": stored.mediaType, "content-length": stored.bytes.length };
      response.writeHead(200, { ...headers, "docker-content-digest": digestOf(stored.bytes) });
      response.end(method === "HEAD" ? undefined : stored.bytes);
    }
  }

  /** Two a page, as large repositories are listed; the links lead elsewhere, where nobody has any business. */
  #listTags(response: ServerResponse, repository: string, last: string): void {
    const start = `${repository}:`;
    const all = [...this.#tags.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
    const rest = all.sort().filter((tag) => tag > last);
    const tags = rest.slice(0, 2);
    const link = `<http://127.0.0.1:1/v2/other/tags/list?n=2&last=${tags.at(-1)}>; rel="next"`;
    response.writeHead(200, { "content-type": "application/json", ...(rest.length > 2 && { link }) });
    response.end(JSON.stringify({ name: repository, tags }));
  }
}
