import { NerdError } from "../../errors.ts";
import { readAll } from "../../registry/http/body.ts";
import type { HttpResponse } from "../../registry/http/http-transport.ts";
import type { Registry } from "../../registry/registry.ts";
import { parseJsonObject } from "../document/json-object.ts";
import type { Reference } from "../reference.ts";

const longestPageBytes = 4 * 1024 * 1024;
const mostPages = 256;

/** The tags of a repository, in the registry's order (distribution spec, "Listing Tags"), page after page. */
export async function listTags(
  registry: Registry,
  { path, domain }: Reference,
  signal: AbortSignal,
): Promise<string[]> {
  const what = `the tags of ${domain}/${path}`;
  const tags = new Set<string>();
  let query: string | undefined = "";
  for (let page = 0; query !== undefined; page++) {
    if (page === mostPages) throw new NerdError("REGISTRY_FAILED", `more than ${mostPages} pages: ${what}`);
    const ask = { repository: path, path: `tags/list${query}`, what, signal };
    const response = await registry.send({ method: "GET", needs: "resolve", ...ask });
    const tooLong = () => new NerdError("REGISTRY_FAILED", `a page of more than ${longestPageBytes} bytes: ${what}`);
    for (const tag of tagsIn(await readAll(response.body, longestPageBytes, tooLong), what)) tags.add(tag);
    query = nextQuery(response);
  }
  return [...tags];
}

function tagsIn(bytes: Uint8Array, what: string): string[] {
  const { tags } = parseJsonObject(bytes, what);
  // Some registries write null for none.
  const list = tags ?? [];
  if (Array.isArray(list) && list.every((tag): tag is string => typeof tag === "string" && isTag(tag))) return list;
  throw new NerdError("REGISTRY_FAILED", `not a list of tags: ${what}`);
}

function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text);
}

/** Only what is asked for is taken from the link, not where: another host, or another path, is not for it to choose. */
function nextQuery({ headers, url }: Pick<HttpResponse, "headers" | "url">): string | undefined {
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(String(headers.link ?? "")) ?? [];
  if (target === undefined || !URL.canParse(target, url)) return undefined;
  const { searchParams } = new URL(target, url);
  searchParams.delete("ns");
  return `?${searchParams}`;
}
