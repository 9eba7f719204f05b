import { readFileSync } from "node:fs";
import type { Settings } from "../../settings/settings.ts";
import { errno } from "../../store/atomic-file.ts";

/** What `--dns`, `--dns-search` and `--dns-option` say; each replaces the host's where it says something. */
export interface ResolverOptions {
  readonly servers?: readonly string[];
  /** A single `.` means none. */
  readonly search?: readonly string[];
  readonly options?: readonly string[];
}

/** Of a host whose loopback the container shares. */
interface SharedLoopback {
  readonly sharesLoopback?: boolean;
}

/** Docker's and nerdctl's, for a host whose resolvers are all its own. */
const fallbackServers = ["8.8.8.8", "8.8.4.4"];

/** A container's /etc/resolv.conf: the host's, without resolvers that listen on the host's loopback, where no container reaches them. */
export function resolvConf(
  host: string,
  { servers = [], search = [], options = [], sharesLoopback = false }: ResolverOptions & SharedLoopback = {},
): string {
  const reachable = valuesOf(host, "nameserver").filter((server) => sharesLoopback || !isLoopback(server));
  const chosen = servers.length > 0 ? servers : reachable.length > 0 ? reachable : fallbackServers;
  const searched = (search.length > 0 ? search : valuesOf(host, "search", "domain")).filter((domain) => domain !== ".");
  const opted = options.length > 0 ? options : valuesOf(host, "options");
  const lines = [
    ...(searched.length > 0 ? [`search ${searched.join(" ")}`] : []),
    ...chosen.map((server) => `nameserver ${server}`),
    ...(opted.length > 0 ? [`options ${opted.join(" ")}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

const begin = "# <nerdsh>";
/** The user has named no servers: those of the host are asked, whatever they are by then. */
const hostsMark = "# names outside: by the host's servers";
const end = "# </nerdsh>";

/**
 * The same text led by servers that know the containers of its networks; none takes away those of an earlier start. Without search domains a short
 * name is asked for as it is, as with Docker. With some it is not said so, since musl would then try none of them.
 */
export function withNameServers(
  text: string,
  servers: readonly string[],
  { followsHost }: { readonly followsHost: boolean },
): string {
  const rest = withoutNameServers(text);
  if (servers.length === 0) return rest;
  const isSearched = valuesOf(rest, "search", "domain").length > 0;
  const options = isSearched ? [] : ["options ndots:0"];
  const marks = followsHost ? [hostsMark] : [];
  const lines = [begin, ...servers.map((server) => `nameserver ${server}`), ...options, ...marks, end];
  return `${lines.join("\n")}\n${rest}`;
}

/** The same servers of its networks over another text below: what the container's own resolv.conf would be now. */
export function withOtherRest(text: string, rest: string): string {
  return text.slice(0, text.length - withoutNameServers(text).length) + rest;
}

/** The servers that a start has put there. */
export function nameServers(text: string): string[] {
  return valuesOf(text.slice(0, text.length - withoutNameServers(text).length), "nameserver");
}

/**
 * Where to ask for what those do not know: at the servers that the user has named for the container, else at the host's, of which it cannot
 * reach those on the host's loopback.
 */
export function outsideServers(text: string, host: string): string[] {
  const [asked, own] = [valuesOf(withoutNameServers(text), "nameserver"), valuesOf(host, "nameserver")];
  return text.includes(`\n${hostsMark}\n`) && own.length > 0 ? own : asked;
}

function withoutNameServers(text: string): string {
  if (!text.startsWith(begin)) return text;
  const at = text.indexOf(`${end}\n`);
  return at < 0 ? text : text.slice(at + end.length + 1);
}

/** The host's resolv.conf as it is now, and behind systemd-resolved's stub the one with the real resolvers. */
export function hostResolvConf({ resolvConf }: Pick<Settings, "resolvConf">): string {
  const text = readIfThere(resolvConf);
  if (!valuesOf(text, "nameserver").every((server) => server === "127.0.0.53")) return text;
  return readIfThere("/run/systemd/resolve/resolv.conf") || text;
}

/** The words of the lines that begin with one of the keywords; of `search` and `domain` the last line counts. From resolv.conf(5). */
function valuesOf(text: string, ...keywords: readonly string[]): string[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([keyword]) => keyword !== undefined && keywords.includes(keyword))
    .map(([, ...words]) => words);
  if (keywords.includes("search")) return lines.at(-1) ?? [];
  return keywords.includes("nameserver") ? lines.flatMap(([server]) => server ?? []) : lines.flat();
}

function isLoopback(server: string): boolean {
  return server.startsWith("127.") || server === "::1";
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return "";
    throw error;
  }
}
