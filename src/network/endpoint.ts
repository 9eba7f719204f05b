import { isIPv4, isIPv6 } from "node:net";
import { NerdError } from "../errors.ts";

/** What a container asks for in one network. */
export interface Endpoint {
  readonly network: string;
  /** Names beside the container's own by which its peers in this network reach it. */
  readonly aliases: readonly string[];
  readonly ip?: string;
  readonly ip6?: string;
  readonly mac?: string;
}

/** Docker's keys that CNI has nothing for, each with the reason. */
const refusedKeys: Readonly<Record<string, string>> = {
  "driver-opt": "a CNI network has its options in its own file",
  "gw-priority": "CNI plugins give the first network's gateway",
  "link-local-ip": "CNI plugins take no link-local address",
};

/** `--network`: names, several at commas as in nerdctl, or Docker's `name=blue,ip=10.4.1.9,alias=db`. Throws INVALID_VALUE. */
export function parseEndpoints(text: string): Endpoint[] {
  if (text.includes("=") && !text.startsWith("ns:")) return [parseLongForm(text)];
  return text.split(",").map((network) => endpoint(network, text));
}

export function checkIpv4(text: string, where: string): string {
  if (isIPv4(text)) return text;
  throw new NerdError("INVALID_VALUE", `invalid IPv4 address for ${where}: ${text}`, { hint: "write it as 10.4.1.9" });
}

export function checkIpv6(text: string, where: string): string {
  if (isIPv6(text)) return text;
  throw new NerdError("INVALID_VALUE", `invalid IPv6 address for ${where}: ${text}`, { hint: "write it as fd00::9" });
}

/** Six octets, in the kernel's spelling. One with the lowest bit of its first octet set names a group, and no interface can have it. */
export function checkMac(text: string): string {
  const octets = text.toLowerCase().split(/[:-]/);
  const isMac = octets.length === 6 && octets.every((octet) => /^[0-9a-f]{2}$/.test(octet));
  if (isMac && Number.parseInt(octets[0]!, 16) % 2 === 0) return octets.join(":");
  throw new NerdError("INVALID_VALUE", `${text} is not a valid mac address`, { hint: "write it as 02:42:ac:11:00:02" });
}

function parseLongForm(text: string): Endpoint {
  const aliases: string[] = [];
  const fields = new Map<string, string>();
  for (const field of text.split(",")) {
    const [key = "", ...rest] = field.split("=");
    const value = rest.join("=");
    if (rest.length === 0) throw invalid(`invalid field ${field} must be a key=value pair`);
    const reason = refusedKeys[key];
    if (reason !== undefined) throw new NerdError("UNSUPPORTED", `${key} of --network is not supported: ${reason}`);
    if (key === "alias") aliases.push(value);
    else if (["name", "ip", "ip6", "mac-address"].includes(key)) fields.set(key, value);
    else throw invalid(`invalid field key ${key} in --network ${text}`);
  }
  const [ip, ip6, mac] = [fields.get("ip"), fields.get("ip6"), fields.get("mac-address")];
  return {
    ...endpoint(fields.get("name") ?? "", text),
    aliases,
    ...(ip !== undefined && { ip: checkIpv4(ip, "--network") }),
    ...(ip6 !== undefined && { ip6: checkIpv6(ip6, "--network") }),
    ...(mac !== undefined && { mac: checkMac(mac) }),
  };
}

function endpoint(network: string, text: string): Endpoint {
  if (network === "") throw invalid(`network name/id is not specified: ${text}`);
  // Docker's older word for the default network.
  return { network: network === "default" ? "bridge" : network, aliases: [] };
}

function invalid(message: string): NerdError {
  return new NerdError("INVALID_VALUE", message, { hint: "use name, alias, ip, ip6 and mac-address" });
}
