import { NerdError } from "../../errors.ts";
import type { HttpResponse } from "../http/http-transport.ts";
import type { RequestBody } from "../http/request-body.ts";
import type { Registry } from "../registry.ts";
import { endAnswer } from "./rest-of-answer.ts";
import { refusals, uploadRefused } from "./upload-refused.ts";

/** Where a blob goes. */
export interface UploadTo {
  readonly registry: Registry;
  readonly repository: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

/** An upload that a registry has begun for us (distribution spec, "Pushing blobs"); each answer says where the next request goes. */
export class UploadSession {
  /** Bytes that the registry has. */
  at = 0;
  /** The least that it takes at a time, but for the last piece. */
  readonly leastPieceBytes: number;
  readonly #to: UploadTo;
  #location: string;

  private constructor(to: UploadTo, answer: HttpResponse) {
    this.#to = to;
    this.#location = locationOf(answer);
    this.leastPieceBytes = Number(answer.headers["oci-chunk-min-length"] ?? 0) || 0;
  }

  static async open(to: UploadTo): Promise<UploadSession> {
    return new UploadSession(to, await begin(to));
  }

  /** Undefined where the registry has taken the blob from the repository `from`, without a byte sent. */
  static async mount(to: UploadTo, from: string): Promise<UploadSession | undefined> {
    const answer = await begin(to, from);
    return answer.status === 201 ? undefined : new UploadSession(to, answer);
  }

  /** Ends the upload, with all of the blob or with the rest of it. */
  async finish(body: RequestBody): Promise<void> {
    const location = new URL(this.#location);
    location.searchParams.set("digest", this.#to.digest);
    await this.#send("PUT", location.href, { body });
  }

  async append(body: RequestBody, size: number): Promise<void> {
    const headers = { "content-range": `${this.at}-${this.at + size - 1}` };
    this.#follow(await this.#send("PATCH", this.#location, { body, headers }), this.at + size);
  }

  /** Asks what the registry has by now; false where it knows no more of this upload. */
  async refresh(): Promise<boolean> {
    const { registry, repository, digest: what, signal } = this.#to;
    const request = { method: "GET", repository, path: this.#location, needs: "push", accepts: refusals } as const;
    const answer = await registry.send({ ...request, what, signal });
    await endAnswer(answer);
    if (refusals.includes(answer.status)) return false;
    this.#follow(answer, 0);
    return true;
  }

  async #send(
    method: "PUT" | "PATCH",
    path: string,
    { body, headers = {} }: { body: RequestBody; headers?: Readonly<Record<string, string>> },
  ): Promise<HttpResponse> {
    const { registry, repository, digest: what, signal } = this.#to;
    const answer = await registry.send({
      ...{ method, repository, path, body, needs: "push", accepts: refusals, isTriedOnce: true, what, signal },
      headers: { "content-type": "application/octet-stream", ...headers },
    });
    if (refusals.includes(answer.status)) throw await uploadRefused(answer, what);
    await endAnswer(answer);
    return answer;
  }

  #follow(answer: HttpResponse, expectedBytes: number): void {
    const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(String(answer.headers["range"] ?? "")) ?? [];
    // Nothing and one byte are both `0-0` for some: of so little, nothing counts.
    this.at = last === undefined ? expectedBytes : last === "0" ? 0 : Number(last) + 1;
    if (answer.headers.location !== undefined) this.#location = locationOf(answer);
  }
}

async function begin({ registry, repository, digest, signal }: UploadTo, from?: string): Promise<HttpResponse> {
  const query = from === undefined ? "" : `?${new URLSearchParams({ mount: digest, from })}`;
  const path = `blobs/uploads/${query}`;
  const body = new Uint8Array();
  const answer = await registry.send({
    ...{ method: "POST", repository, path, body, needs: "push", from, what: digest, signal },
  });
  await endAnswer(answer);
  return answer;
}

function locationOf({ headers, url }: HttpResponse): string {
  const { location } = headers;
  if (location !== undefined && URL.canParse(location, url)) return new URL(location, url).href;
  throw new NerdError("REGISTRY_FAILED", `${new URL(url).host} does not say where an upload goes`);
}
