import type { HttpRequest, HttpResponse } from "./http-transport.ts";

export interface Redirection {
  readonly status: number;
  readonly target: URL;
}

/** Where an answer sends us; undefined where it is the answer itself. */
export function redirection({ status, headers, url }: HttpResponse): Redirection | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined || !URL.canParse(location, url))
    return undefined;
  const target = new URL(location, url);
  return target.protocol === "https:" || target.protocol === "http:" ? { status, target } : undefined;
}

/** What was for one origin does not go to another: neither credentials, nor configured headers, nor the client's certificate. */
export function redirected(request: HttpRequest, { status, target }: Redirection): HttpRequest {
  // As browsers do it, and Go: only 307 and 308 send again what was sent (Fetch, "HTTP-redirect fetch").
  const isSame = ["GET", "HEAD"].includes(request.method) || status === 307 || status === 308;
  const asked: HttpRequest = isSame ? request : { ...request, method: "GET", body: undefined };
  if (target.origin === new URL(request.url).origin) return { ...asked, url: target.href };
  const { accept, range, "content-type": contentType } = request.headers;
  const headers = {
    "user-agent": request.headers["user-agent"] ?? "nerdsh",
    ...(accept && { accept }),
    ...(range && { range }),
    ...(contentType && { "content-type": contentType }),
  };
  const tls = request.tls.clients.length === 0 ? request.tls : { ...request.tls, clients: [] };
  return { ...asked, url: target.href, headers, tls };
}
