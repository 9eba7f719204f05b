import type { IpFamily } from "./subnet.ts";

/** How many bits an address has. */
export function ipBits(family: IpFamily): number {
  return family === 4 ? 32 : 128;
}

/** The number that an address is, where `isIP` of node:net has found one. */
export function parseIp(address: string): bigint {
  return address.includes(":") ? parseIpv6(address) : parseIpv4(address);
}

/** The address in the form of RFC 5952: lower case, and the longest run of zeros left out. */
export function formatIp(value: bigint, family: IpFamily): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn);
  const text = groups.map((group) => group.toString(16)).join(":");
  const [longest] = [...text.matchAll(/\b0(:0)+\b/g)].map(([run]) => run).sort((a, b) => b.length - a.length);
  if (longest === undefined) return text;
  const at = text.search(new RegExp(`(^|:)${longest}($|:)`));
  const before = text.slice(0, at).replace(/:$/, "");
  const after = text.slice(at).replace(/^:/, "").slice(longest.length).replace(/^:/, "");
  return `${before}::${after}`;
}

function parseIpv4(address: string): bigint {
  return address.split(".").reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function parseIpv6(address: string): bigint {
  // An IPv4 address at its end stands for two groups.
  const [plain = ""] = address.split("%");
  const text = plain.replace(/[\d.]+\.[\d.]+$/, (end) => {
    const value = parseIpv4(end);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = text.split("::");
  const [front, back] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(zeros).fill("0"), ...back];
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
