import { join } from "node:path";
import { parseDuration } from "../../duration.ts";
import { NerdError } from "../../errors.ts";
import {
  type Capability,
  defaultHost,
  domainOf,
  everyCapability,
  type RegistryHost,
  type TlsFiles,
} from "./registry-host.ts";

type Table = Readonly<Record<string, unknown>>;

/**
 * The hosts that a parsed `hosts.toml` (containerd, "Registry Configuration") gives for `domain`: mirrors in the order of the
 * file, the server itself last. Relative paths in it are relative to `directory`. Throws INVALID_VALUE, naming the key.
 */
export function hostsOf(document: Table, domain: string, directory: string): RegistryHost[] {
  const mirrors = isTable(document["host"]) ? Object.entries(document["host"]) : [];
  const server = typeof document["server"] === "string" && document["server"] !== "" ? document["server"] : undefined;
  const own = server === undefined ? defaultHost(domain).base : baseOf(server, document, directory);
  const hosts = mirrors.map(([url, value]) => {
    const table = asTable(value);
    const base = baseOf(url, table, directory);
    return hostOf(base, table, { domain, isServer: base === own }, directory);
  });
  // A file may name the server among the hosts, to give it other settings.
  return hosts.some(({ base }) => base === own)
    ? hosts
    : [...hosts, hostOf(own, document, { domain, isServer: true }, directory)];
}

function hostOf(
  base: string,
  table: Table,
  { domain, isServer }: { readonly domain: string; readonly isServer: boolean },
  directory: string,
): RegistryHost {
  const isElsewhere = domainOf(base) !== domain;
  return {
    base,
    capabilities: capabilitiesOf(table["capabilities"], directory),
    tls: tlsFilesOf(table, directory),
    headers: headersOf(table["header"], directory),
    namespace: isElsewhere ? domain : undefined,
    ...(isElsewhere && isServer && { registry: domain }),
    ...dialTimeout(table["dial_timeout"], directory),
  };
}

/** A host without scheme speaks HTTPS, unless it is this machine; `/v2` is added unless `override_path` gives the whole path. */
function baseOf(text: string, table: Table, directory: string): string {
  const withScheme = /^https?:\/\//.test(text)
    ? text
    : text.includes("://")
      ? ""
      : defaultHost(text).base.replace(/\/v2$/, "");
  if (!URL.canParse(withScheme)) throw invalid(directory, `not a registry's address: ${text}`);
  const { origin, pathname } = new URL(withScheme);
  const path = pathname.replace(/\/+$/, "");
  return `${origin}${path}${table["override_path"] === true || path.endsWith("/v2") ? "" : "/v2"}`;
}

/** What containerd knows besides, of what is never asked of a mirror here. */
const otherCapabilities: readonly unknown[] = ["referrers"];

function capabilitiesOf(value: unknown, directory: string): readonly Capability[] {
  // Of an empty list, containerd makes all as well.
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return everyCapability;
  const isCapability = (item: unknown): item is Capability => everyCapability.some((known) => known === item);
  if (Array.isArray(value) && value.every((item) => isCapability(item) || otherCapabilities.includes(item)))
    return value.filter(isCapability);
  throw invalid(directory, "capabilities is a list of pull, resolve, push and referrers");
}

function tlsFilesOf({ ca, client, skip_verify: skipVerify }: Table, directory: string): TlsFiles {
  const file = (path: unknown): string => {
    if (typeof path !== "string") throw invalid(directory, "ca and client name files");
    return path.startsWith("/") ? path : join(directory, path);
  };
  const pair = (item: unknown) => {
    const [cert, key] = Array.isArray(item) ? item : [item];
    return { cert: file(cert), key: key === undefined || key === "" ? undefined : file(key) };
  };
  // One file, a list of files that hold both, or a list of [certificate, key].
  const isOnePair = Array.isArray(client) && client.length === 2 && client.every((item) => typeof item === "string");
  return {
    ca: listOf(ca).map(file),
    clients: isOnePair ? [pair(client)] : listOf(client).map(pair),
    skipVerify: skipVerify === true,
  };
}

function headersOf(value: unknown, directory: string): RegistryHost["headers"] {
  const entries = Object.entries(isTable(value) ? value : {}).map(([name, item]) => {
    const values = listOf(item).filter((text): text is string => typeof text === "string");
    if (!/^[\w-]+$/.test(name) || values.some((text) => /[\r\n\0]/.test(text)))
      throw invalid(directory, `not a header: ${name}`);
    return [name.toLowerCase(), values] as const;
  });
  return Object.fromEntries(entries);
}

/** Go's notation, as in `"5s"`. */
function dialTimeout(value: unknown, directory: string): { connectMs?: number } {
  if (value === undefined) return {};
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms === undefined || ms <= 0) throw invalid(directory, 'dial_timeout is a duration such as "5s"');
  return { connectMs: ms };
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function asTable(value: unknown): Table {
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(directory: string, reason: string): NerdError {
  return new NerdError("INVALID_VALUE", `${reason}, in ${join(directory, "hosts.toml")}`, {
    hint: "see containerd's documentation of hosts.toml",
  });
}
