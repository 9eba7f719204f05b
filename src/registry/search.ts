import { NerdError } from "../errors.ts";
import { registryHosts } from "./hosts/host-directory.ts";
import { ownHosts, type RegistryHost } from "./hosts/registry-host.ts";
import { readAll } from "./http/body.ts";
import type { LoginContext } from "./login.ts";
import { openHosts } from "./open-registry.ts";

export interface FoundImage {
  readonly name: string;
  readonly description: string;
  readonly stars: number;
  readonly isOfficial: boolean;
  readonly isAutomated: boolean;
}

const longestAnswerBytes = 4 * 1024 * 1024;

/**
 * The images that a registry finds for a term, in its order: Docker Hub, or the registry that the term begins with
 * (`registry.example.com/nginx`), by the first version of Docker's API, which few others have. Throws UNSUPPORTED where it does not.
 */
export async function searchImages(
  { settings, signal }: LoginContext,
  term: string,
  limit: number,
): Promise<readonly FoundImage[]> {
  const { domain, words } = splitTerm(term);
  const hosts = ownHosts(await registryHosts(domain, settings)).map(searchHost);
  using registry = openHosts(hosts, settings);
  const path = `search?${new URLSearchParams({ q: words, n: String(limit) })}`;
  const headers = { accept: "application/json" };
  const what = `a search for ${words}`;
  const response = await registry.send({
    method: "GET",
    path,
    needs: "resolve",
    accepts: [404],
    headers,
    what,
    signal,
  });
  const bytes = await readAll(response.body, longestAnswerBytes, () => noSearch(domain));
  if (response.status === 404) throw noSearch(domain);
  return foundIn(bytes, domain);
}

/** As Docker tells a registry from a user's name; `library` is how Docker Hub calls what is official. */
function splitTerm(term: string): { domain: string; words: string } {
  const [, first = "", rest = ""] = /^([^/]*)\/(.*)$/.exec(term) ?? [];
  if (/[.:]|^localhost$/.test(first)) return { domain: first, words: rest };
  return { domain: "docker.io", words: term.replace(/^library\//, "") };
}

function searchHost(host: RegistryHost): RegistryHost {
  const { origin } = new URL(host.base);
  const base = origin === "https://registry-1.docker.io" ? "https://index.docker.io" : origin;
  return { ...host, base: `${base}/v1`, namespace: undefined };
}

function foundIn(bytes: Uint8Array, domain: string): FoundImage[] {
  let results: unknown;
  try {
    ({ results } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>);
  } catch {
    throw noSearch(domain);
  }
  if (!Array.isArray(results)) throw noSearch(domain);
  return results.filter((item) => typeof item?.name === "string").map(foundImage);
}

function foundImage(item: Readonly<Record<string, unknown>>): FoundImage {
  return {
    name: plain(item["name"]),
    description: plain(item["description"]),
    stars: Number(item["star_count"]) || 0,
    isOfficial: item["is_official"] === true,
    isAutomated: item["is_automated"] === true,
  };
}

/** A stranger's text reaches a terminal. */
function plain(text: unknown): string {
  return typeof text === "string" ? text.replace(/\p{Cc}+/gu, " ").trim() : "";
}

function noSearch(domain: string): NerdError {
  return new NerdError("UNSUPPORTED", `the registry cannot be searched: ${domain}`, {
    hint: "Docker Hub can; others mostly have a web page for it",
  });
}
