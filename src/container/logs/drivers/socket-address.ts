import { isIPv6 } from "node:net";
import { endianness } from "node:os";
import { NerdError } from "../../../errors.ts";

/** Where records are sent: `path` of a socket file, or a host's port. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

const family = { unix: 1, ipv4: 2, ipv6: 10 };
const longestPath = 107;

/** The kernel's `struct sockaddr`, for a logger that knows no names. A host is looked up here, once. */
export async function socketAddress(endpoint: Endpoint): Promise<Uint8Array> {
  if ("path" in endpoint) return Buffer.concat([familyBytes(family.unix), Buffer.from(`${endpoint.path}\0`)]);
  const address = await addressOf(endpoint.host);
  const port = Buffer.alloc(2);
  port.writeUInt16BE(endpoint.port);
  if (!isIPv6(address)) {
    return Buffer.concat([
      familyBytes(family.ipv4),
      port,
      Uint8Array.from(address.split("."), Number),
      Buffer.alloc(8),
    ]);
  }
  return Buffer.concat([familyBytes(family.ipv6), port, Buffer.alloc(4), ipv6Bytes(address), Buffer.alloc(4)]);
}

/** Throws INVALID_VALUE where the kernel could not take it. */
export function checkSocketPath(path: string): void {
  if (path.startsWith("/") && Buffer.byteLength(path) <= longestPath) return;
  throw new NerdError("INVALID_VALUE", `not the path of a socket: ${path}`, {
    hint: `write an absolute path of at most ${longestPath} bytes`,
  });
}

function familyBytes(value: number): Uint8Array {
  return Uint8Array.from(endianness() === "LE" ? [value, 0] : [0, value]);
}

async function addressOf(host: string): Promise<string> {
  try {
    const { lookup } = await import("node:dns/promises");
    return (await lookup(host)).address;
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `no address is known of the log server: ${host}`, { cause });
  }
}

/** What `::` leaves out, and a last part in IPv4's form, written out. */
function ipv6Bytes(address: string): Uint8Array {
  const plain = address.replace(/%.*$/, "").replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = [], tail = []] = plain.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  const bytes = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * index);
  return bytes;
}
