import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { noTlsFiles } from "../../registry/hosts/registry-host.ts";
import { HttpTransport } from "../../registry/http/http-transport.ts";
import { PassingFailure } from "../../registry/http/retry.ts";
import { openArchive } from "./load.ts";

export type SourceContext = Pick<Context, "settings" | "signal" | "cwd">;

/** What a root file system is imported from: a file, or an address of HTTP. */
export async function* importSource(context: SourceContext, source: string): AsyncGenerator<Uint8Array> {
  if (/^https?:\/\//i.test(source)) yield* download(context, source);
  else yield* await openArchive(context, source);
}

/** Without another try: what was stored of it by then is thrown away. */
async function* download({ settings, signal }: SourceContext, url: string): AsyncGenerator<Uint8Array> {
  if (!URL.canParse(url)) throw new NerdError("INVALID_VALUE", `not an address: ${url}`);
  const { proxies, authorityFiles } = settings;
  using transport = new HttpTransport({ proxies, authorityFiles });
  try {
    const headers = { "user-agent": "nerdsh" };
    const { status, body } = await transport.send({ method: "GET", url, headers, tls: noTlsFiles, signal });
    if (status !== 200) {
      await body.return(undefined);
      throw new NerdError("REGISTRY_FAILED", `${new URL(url).host} answered ${status} for ${url}`);
    }
    yield* body;
  } catch (error) {
    throw fetchFailure(error instanceof PassingFailure ? error.error : error, url);
  }
}

/** What the transport says is of registries, and how they are configured. */
function fetchFailure(error: unknown, url: string): unknown {
  if (!isNerdError(error, "REGISTRY_UNREACHABLE")) return error;
  const reason = error.cause instanceof Error ? error.cause.message : error.message;
  return new NerdError("REGISTRY_UNREACHABLE", `cannot fetch ${url}: ${reason}`, {
    hint: "is the address right, and its server up?",
    cause: error,
  });
}
