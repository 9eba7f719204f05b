import { type ByteReader, truncated } from "./byte-reader.ts";
import { checkedTarSize, invalidTar, paddingBytes, paxRecords, tarText } from "./tar-header.ts";

/** What a pax or GNU extension says of the entry after it. */
export interface Extension {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  /** All attributes of a pax extension, these among them. */
  readonly records?: ReadonlyMap<string, Buffer>;
}

/** Names and attributes that are longer want our memory. */
const longestExtension = 1024 * 1024;

/** Headers that describe others: pax ("x", for all that follow "g"), GNU long names ("L") and link targets ("K"). */
export function isExtension(flag: string): boolean {
  return "xgLK".includes(flag);
}

/** Reads the body of an extension; `bytes` is all of it, byte for byte. What is meant for all entries says nothing of the next one. */
export async function readExtension(
  reader: ByteReader,
  flag: string,
  size: number,
): Promise<{ extension: Extension; bytes: Buffer }> {
  if (size > longestExtension) throw invalidTar(`a name or attribute of ${size} bytes`);
  const whole = size === 0 ? new Uint8Array() : await reader.exactly(size + paddingBytes(size));
  if (whole === undefined) throw truncated();
  const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength);
  return { extension: flag === "g" ? {} : extensionIn(flag, bytes.subarray(0, size)), bytes };
}

function extensionIn(flag: string, body: Buffer): Extension {
  if (flag === "L") return { path: tarText(body, 0, body.length) };
  if (flag === "K") return { linkpath: tarText(body, 0, body.length) };
  const records = paxRecords(body);
  const [path, linkpath, size] = ["path", "linkpath", "size"].map((key) => records.get(key)?.toString());
  return {
    records,
    ...(path !== undefined && { path }),
    ...(linkpath !== undefined && { linkpath }),
    ...(size !== undefined && { size: checkedTarSize(Number(size)) }),
  };
}
