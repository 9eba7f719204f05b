import { isIP } from "node:net";
import { type FunctionTable, fixed, variadic } from "../function-table.ts";
import { Problem } from "../source.ts";

interface Network {
  readonly address: bigint;
  readonly prefix: number;
  /** 32 or 128. */
  readonly bits: number;
}

/** Parts of networks in the notation of CIDR. */
export const networkFunctions: FunctionTable = {
  cidrhost: fixed(["text", "integer"], (text, host) => {
    const { address, prefix, bits } = parseNetwork(text);
    const size = 1n << BigInt(bits - prefix);
    const number = host < 0 ? size + BigInt(host) : BigInt(host);
    if (number < 0n || number >= size) throw new Problem(`${text} has no host ${host}`);
    return addressText(address + number, bits);
  }),
  cidrnetmask: fixed(["text"], (text) => {
    const { prefix, bits } = parseNetwork(text);
    if (bits !== 32) throw new Problem("only networks of IPv4 have a mask");
    return addressText(((1n << BigInt(prefix)) - 1n) << BigInt(32 - prefix), 32);
  }),
  cidrsubnet: fixed(["text", "integer", "integer"], (text, more, number) => {
    const network = parseNetwork(text);
    if (number < 0 || (more < 60 && number >= 2 ** more))
      throw new Problem(`${more} more bits have no number ${number}`);
    const prefix = longer(network, more);
    return networkText(network.address + (BigInt(number) << BigInt(network.bits - prefix)), prefix, network.bits);
  }),
  cidrsubnets: variadic(["text"], "integer", ([text], all) => {
    const network = parseNetwork(text);
    let next = network.address;
    return all.map((more) => {
      const prefix = longer(network, more);
      const size = 1n << BigInt(network.bits - prefix);
      const start = ((next + size - 1n) / size) * size;
      next = start + size;
      if (next > network.address + (1n << BigInt(network.bits - network.prefix)))
        throw new Problem(`${text} has no room for these`);
      return networkText(start, prefix, network.bits);
    });
  }),
};

function longer({ prefix, bits }: Network, more: number): number {
  if (more < 0 || prefix + more > bits) throw new Problem(`a prefix of ${prefix} cannot be ${more} bits longer`);
  return prefix + more;
}

function parseNetwork(text: string): Network {
  const [, written = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const kind = isIP(written);
  const bits = kind === 4 ? 32 : 128;
  const prefix = Number(length);
  if (kind === 0 || written.includes("%") || prefix > bits)
    throw new Problem(`${JSON.stringify(text)} is no network such as 10.0.0.0/8`);
  const host = BigInt(bits - prefix);
  return { address: (addressNumber(written, kind) >> host) << host, prefix, bits };
}

function addressNumber(text: string, kind: number): bigint {
  if (kind === 4) return text.split(".").reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const plain = text.replace(/\d+\.\d+\.\d+\.\d+$/, (ipv4) => {
    const hex = addressNumber(ipv4, 4).toString(16).padStart(8, "0");
    return `${hex.slice(0, 4)}:${hex.slice(4)}`;
  });
  const [head = "", tail] = plain.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== "")) as [
    string[],
    string[],
  ];
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function networkText(address: bigint, prefix: number, bits: number): string {
  return `${addressText(address, bits)}/${prefix}`;
}

function addressText(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return shortened(groups);
}

/** RFC 5952: the first of the longest runs of zeros is `::`. */
function shortened(groups: readonly string[]): string {
  const runs = groups.map((_, start) => {
    const end = groups.findIndex((group, index) => index >= start && group !== "0");
    return (end === -1 ? groups.length : end) - start;
  });
  const longest = Math.max(...runs);
  if (longest < 2) return groups.join(":");
  const start = runs.indexOf(longest);
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + longest).join(":")}`;
}
