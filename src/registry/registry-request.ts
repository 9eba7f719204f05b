import type { Capability, RegistryHost } from "./hosts/registry-host.ts";
import type { HttpMethod } from "./http/http-transport.ts";
import type { RequestBody } from "./http/request-body.ts";

/** A request to a repository, whichever host answers it. */
export interface RegistryRequest {
  readonly method: HttpMethod;
  /** Absent where the registry itself is asked. */
  readonly repository?: string | undefined;
  /** Below the repository, with its query: `manifests/latest`, `blobs/uploads/?mount=sha256:…`; or the whole address that a host sent us to. */
  readonly path: string;
  readonly needs: Capability;
  /** Another repository that is read from, as in a mount. */
  readonly from?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A source is opened again where the request is sent again. */
  readonly body?: RequestBody | undefined;
  /** As in `HttpRequest`. */
  readonly bulkBytes?: number | undefined;
  /** Statuses that are an answer too, besides those from 200 to 299. */
  readonly accepts?: readonly number[] | undefined;
  /** What may not be repeated unseen: a failure that may pass is then thrown as a PassingFailure. */
  readonly isTriedOnce?: boolean | undefined;
  /** What the user asked for, for errors. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/** The hosts that may be asked; an upload goes on where it was begun. */
export function hostsFor({ needs, path }: RegistryRequest, hosts: readonly RegistryHost[]): RegistryHost[] {
  const able = hosts.filter(({ capabilities }) => capabilities.includes(needs));
  const own = able.filter(({ base }) => URL.canParse(path) && new URL(path).origin === new URL(base).origin);
  return own.length > 0 ? own : able;
}

/** Where `host` is asked; an upload's own address is taken as it is. */
export function urlOf({ base, namespace }: RegistryHost, { repository, path }: RegistryRequest): string {
  if (/^https?:\/\//.test(path)) return path;
  const url = repository === undefined ? `${base}/${path}` : `${base}/${repository}/${path}`;
  if (namespace === undefined) return url;
  return `${url}${path.includes("?") ? "&" : "?"}ns=${encodeURIComponent(namespace)}`;
}

/** What the request needs to be allowed, as token servers write it (distribution, "Token Scope"), with spaces between. */
export function scopeOf({ repository, needs, from }: RegistryRequest): string {
  if (repository === undefined) return "";
  const own = `repository:${repository}:${needs === "push" ? "pull,push" : "pull"}`;
  return from === undefined || from === repository ? own : `${own} repository:${from}:pull`;
}
