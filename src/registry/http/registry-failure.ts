import { NerdError } from "../../errors.ts";
import { type Capability, loginsFor, type RegistryHost } from "../hosts/registry-host.ts";
import { readAll } from "./body.ts";
import type { HttpResponse } from "./http-transport.ts";
import { PassingFailure, retryAfterMs } from "./retry.ts";

const longestErrorBytes = 64 * 1024;
/** A header that registries have in their answers. */
const apiVersion = "docker-distribution-api-version";
const passingStatuses = [408, 425, 429, 500, 502, 503, 504];

/** What was asked for: `what` is a name or a digest. */
export interface Asked {
  readonly what: string;
  readonly needs: Capability;
  /** What a push that is denied is denied for: digests of blobs say little. */
  readonly repository?: string | undefined;
  /** The registry's host that was asked, where the answer came from another one that it sent us to. */
  readonly host?: Pick<RegistryHost, "base" | "registry"> | undefined;
  /** Whether it was asked with a login. */
  readonly hasLogin?: boolean | undefined;
}

/** What a registry's refusal means. Reads, and so ends, the body. */
export async function registryFailure(response: HttpResponse, asked: Asked): Promise<NerdError | PassingFailure> {
  const { status, headers, url } = response;
  const { what, needs, repository, hasLogin = false } = asked;
  const { host } = new URL(url);
  const login = `nerdsh login ${loginsFor(asked.host ?? { base: url }).at(-1)}`;
  const said = await reasonIn(response);
  const suffix = said === "" ? "" : `: ${said}`;
  if (status === 401 || status === 403) {
    const denied = needs === "push" ? `does not let you push to ${repository ?? what}` : `does not give out ${what}`;
    return new NerdError("REGISTRY_DENIED", `${host} ${denied}${suffix}`, {
      hint: `${denialHint(needs, hasLogin)}: ${login}`,
    });
  }
  if (status === 404 && needs !== "push") {
    return new NerdError("UNKNOWN_IMAGE", `no such image: ${what}`, {
      hint: `${host} does not have it${suffix}; check the name${hasLogin ? "" : `, or log in: ${login}`}`,
    });
  }
  const failure = new NerdError(
    "REGISTRY_FAILED",
    `${host} answered ${status} for ${what}${suffix}`,
    hintFor(status, {
      needs,
      url,
      isRegistry: said !== "" || apiVersion in headers,
      retryAfter: headers["retry-after"],
    }),
  );
  return passingStatuses.includes(status)
    ? new PassingFailure(failure, { retryAfterMs: retryAfterMs(headers["retry-after"]) })
    : failure;
}

function denialHint(needs: Capability, hasLogin: boolean): string {
  if (hasLogin) return "the login is wrong, has expired, or does not reach that far";
  return needs === "push" ? "log in as somebody who may" : "it does not exist there, or needs a login";
}

interface Refusal {
  readonly needs: Capability;
  readonly url: string;
  readonly isRegistry: boolean;
  readonly retryAfter: string | undefined;
}

function hintFor(status: number, { needs, url, isRegistry, retryAfter }: Refusal): { hint?: string } {
  // How a server of TLS answers what is none.
  if (status === 400 && url.startsWith("http:") && !isRegistry)
    return { hint: "does it speak TLS? write https:// and its ca into hosts.toml, or use --insecure-registry" };
  if (status === 405 && needs === "push") return { hint: "it takes no pushes: it is read-only, or a mirror of others" };
  if (status === 429) {
    const until = retryAfter === undefined ? "later" : `after ${retryAfter}${/^\d+$/.test(retryAfter) ? " s" : ""}`;
    return { hint: `the registry limits how often it is asked: try again ${until}, log in, or use a mirror` };
  }
  if (status === 413)
    return { hint: "it, or a proxy before it, takes no more bytes at a time, or none at all for a quota" };
  return status >= 500 ? { hint: "the registry has a problem of its own: try again later" } : {};
}

/** The texts in a registry's error document (distribution spec, "Error Codes"); nothing where it is another one. */
async function reasonIn({ body, headers }: HttpResponse): Promise<string> {
  try {
    const bytes = await readAll(body, longestErrorBytes, () => new Error("too long"));
    if (!headers["content-type"]?.includes("json")) return "";
    const { errors } = JSON.parse(new TextDecoder().decode(bytes)) as {
      errors?: { code?: unknown; message?: unknown }[];
    };
    const texts = (errors ?? []).map(({ code, message }) => message || code).filter((text) => typeof text === "string");
    // A stranger's text reaches a terminal.
    return texts
      .join(", ")
      .replace(/\p{Cc}/gu, " ")
      .slice(0, 300);
  } catch {
    // An unreadable reason is none; the status says enough.
    return "";
  }
}
