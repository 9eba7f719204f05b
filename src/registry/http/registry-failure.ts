import { NerdError } from "../../errors.ts";
import { type Capability, domainOf } from "../hosts/registry-host.ts";
import { readAll } from "./body.ts";
import type { HttpResponse } from "./http-transport.ts";
import { PassingFailure, retryAfterMs } from "./retry.ts";

const longestErrorBytes = 64 * 1024;
const passingStatuses = [408, 425, 429, 500, 502, 503, 504];

/** What was asked for: `what` is a name or a digest. */
interface Asked {
  readonly what: string;
  readonly needs: Capability;
}

/** What a registry's refusal means. Reads, and so ends, the body. */
export async function registryFailure(
  response: HttpResponse,
  { what, needs }: Asked,
): Promise<NerdError | PassingFailure> {
  const { status, headers, url } = response;
  const { host } = new URL(url);
  const said = await reasonIn(response);
  const suffix = said === "" ? "" : `: ${said}`;
  if (needs === "push" && (status === 401 || status === 403)) {
    return new NerdError("REGISTRY_DENIED", `${host} does not let you push ${what}${suffix}`, {
      hint: `log in as somebody who may: nerdsh login ${domainOf(url)}`,
    });
  }
  if (status === 401 || status === 403) {
    return new NerdError("REGISTRY_DENIED", `${host} does not give out ${what}${suffix}`, {
      hint: "it does not exist there, or needs a login: nerdsh login",
    });
  }
  if (status === 404 && needs !== "push") {
    return new NerdError("UNKNOWN_IMAGE", `no such image: ${what}`, {
      hint: `${host} does not have it${suffix}`,
    });
  }
  const failure = new NerdError(
    "REGISTRY_FAILED",
    `${host} answered ${status} for ${what}${suffix}`,
    hintFor(status, headers["retry-after"]),
  );
  return passingStatuses.includes(status)
    ? new PassingFailure(failure, { retryAfterMs: retryAfterMs(headers["retry-after"]) })
    : failure;
}

function hintFor(status: number, retryAfter: string | undefined): { hint?: string } {
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
