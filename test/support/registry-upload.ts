import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Descriptor } from "../fixtures/images/media-types.ts";
import { blobFile, namedImages } from "../fixtures/images/oci-layout.ts";

interface Manifest {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** Puts every named image of a layout into the registry at `url`, by distribution-spec, "Pushing". */
export async function uploadLayout(layout: string, url: string): Promise<void> {
  const homes = new Map<string, string>();
  for (const { reference, target } of await namedImages(layout)) {
    const [, repository = "", tag = ""] = /^docker\.io\/(.+):([^:]+)$/.exec(reference) ?? [];
    await new Upload({ layout, url, repository, homes }).manifest(target, tag);
  }
}

interface UploadTarget {
  readonly layout: string;
  readonly url: string;
  readonly repository: string;
  /** A repository that has the blob, by digest. */
  readonly homes: Map<string, string>;
}

class Upload {
  readonly #target: UploadTarget;

  constructor(target: UploadTarget) {
    this.#target = target;
  }

  /** What a manifest names must be there before it. */
  async manifest(descriptor: Descriptor, name: string): Promise<void> {
    const bytes = await readFile(blobFile(this.#target.layout, descriptor.digest));
    const manifest: Manifest = JSON.parse(bytes.toString());
    for (const child of manifest.manifests ?? []) await this.manifest(child, child.digest);
    const blobs = [...(manifest.layers ?? []), ...(manifest.config ? [manifest.config] : [])];
    await Promise.all(blobs.map((blob) => this.#blob(blob)));
    const headers = { "content-type": descriptor.mediaType };
    await this.#request("PUT", this.#path(`manifests/${name}`), { headers, body: bytes });
  }

  async #blob({ digest }: Descriptor): Promise<void> {
    const { homes, layout, repository } = this.#target;
    const home = homes.get(digest);
    if (home === repository) return;
    const mount = home ? `?mount=${digest}&from=${home}` : "";
    const begun = await this.#request("POST", this.#path(`blobs/uploads/${mount}`));
    homes.set(digest, repository);
    if (begun.status === 201) return;
    const location = new URL(begun.headers.get("location") ?? "", this.#target.url);
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    await this.#request("PUT", location, { headers, body: await openAsBlob(blobFile(layout, digest)) });
  }

  #path(rest: string): URL {
    return new URL(`/v2/${this.#target.repository}/${rest}`, this.#target.url);
  }

  async #request(method: string, address: URL, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(address, { ...init, method });
    const answer = await response.text();
    if (response.ok) return response;
    throw new Error(`${method} ${address.pathname}: ${response.status} ${answer}`);
  }
}
