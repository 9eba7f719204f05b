import { BlockList, isIP } from "node:net";
import { NerdError } from "../../errors.ts";
import type { ProxySettings } from "../../settings/registry-access.ts";

/**
 * The proxy for an address, by the rules of Docker and nerdctl (Go, golang.org/x/net/http/httpproxy), and ALL_PROXY, as curl reads it, for what has none: none for this machine's own loopback,
 * and none for what NO_PROXY names. Throws INVALID_VALUE.
 */
export function proxyFor(url: URL, { http, https, all, no }: ProxySettings): URL | undefined {
  const isSecure = url.protocol === "https:";
  const own = isSecure ? https : http;
  const text = own ?? all;
  if (text === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (isSecure ? "443" : "80");
  if (isLoopback(host) || no.split(",").some((rule) => isMet(rule.trim().toLowerCase(), host, port))) return undefined;
  return proxyUrl(text, own === undefined ? "ALL_PROXY" : isSecure ? "HTTPS_PROXY" : "HTTP_PROXY");
}

/** `Proxy-Authorization` for the login in a proxy's address. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "") return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` };
}

/** The text is never quoted: it may have a password. */
function proxyUrl(text: string, variable: string): URL {
  const withScheme = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url && ["http:", "https:", "socks5:", "socks5h:"].includes(url.protocol)) return url;
  throw new NerdError("INVALID_VALUE", `not a proxy's address in ${variable}`, {
    hint: "write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT",
  });
}

function isMet(rule: string, host: string, port: string): boolean {
  if (rule === "") return false;
  if (rule === "*") return true;
  if (rule.includes("/")) return isIP(host) !== 0 && isInNetwork(rule, host);
  const [, name = "", rulePort] = isIP(rule) === 6 ? ["", rule] : (/^\[?(.*?)\]?(?::(\d+))?$/.exec(rule) ?? []);
  if (rulePort !== undefined && rulePort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  const domain = name.replace(/^\*\./, ".");
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** A rule that is no network meets nothing, as in Go. */
function isInNetwork(rule: string, host: string): boolean {
  const [, address = "", bits = ""] = /^(.*)\/(\d+)$/.exec(rule) ?? [];
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (isIP(address) === 0 || Number(bits) > (family === "ipv6" ? 128 : 32)) return false;
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family);
  return network.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
