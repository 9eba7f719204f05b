import { hostAndPort } from "../../network/ports/port-mapping.ts";
import type { ProbeResult } from "./port-probe.ts";
import type { SeenPort } from "./port-seen-from-host.ts";

/** An answer of its web server to `GET`. Redirects are answers too, and are not followed. */
export interface HttpCheck {
  /** `/health` */
  readonly http: string;
  /** Of the container; 80 where absent, 443 with https. */
  readonly port?: number;
  readonly scheme?: "http" | "https";
  /** 200 to 399 where absent. */
  readonly status?: number | readonly number[] | ((status: number) => boolean);
  /** What the body matches, or contains. */
  readonly body?: RegExp | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function probeHttp({ host, port }: SeenPort, check: HttpCheck, timeoutMs: number): Promise<ProbeResult> {
  const { http: path, scheme = "http", status, body, headers } = check;
  const what = `GET ${path} on port ${port}`;
  if (port === 0) return { ready: false, text: "it does not run" };
  const url = `${scheme}://${hostAndPort(host, port)}${path.startsWith("/") ? "" : "/"}${path}`;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const response = await fetch(url, { redirect: "manual", signal: late.signal, ...(headers && { headers }) });
    const text = await response.text();
    const answered = `${what} answered ${response.status}`;
    if (!isWanted(response.status, status)) return { ready: false, text: answered };
    if (body !== undefined && !fits(text, body)) return { ready: false, text: `${answered} with another body` };
    return { ready: true, text: answered };
  } catch (error) {
    if (late.signal.aborted) return { ready: false, text: `${what} did not answer within ${timeoutMs / 1000} s` };
    return { ready: false, text: `${what} failed: ${reasonOf(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a text matches, wherever the last match of a global expression was, or contains. */
export function fits(text: string, wanted: RegExp | string): boolean {
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) >= 0;
}

function isWanted(status: number, wanted: HttpCheck["status"]): boolean {
  if (wanted === undefined) return status >= 200 && status < 400;
  return typeof wanted === "function" ? wanted(status) : [wanted].flat().includes(status);
}

/** `fetch` says only that it failed; its cause says how. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
