/** As bolt has them (page.go, db.go): a page's header, and the meta after it, which is closed by a checksum of what precedes it. */
const headerBytes = 16;
const sumOffset = 56;
const metaBytes = sumOffset + 8;
const magic = 0xed0cdaed;
const version = 2;
const metaPageFlag = 0x04;
const smallestPage = 1024;
const largestPage = 65_536;

/** As many bytes as are read of either meta page. */
export const metaPageBytes = headerBytes + metaBytes;

/** Of bolt's file: where its second meta page begins, which the first one tells; undefined where that is in doubt. */
export function secondMetaOffset(first: Uint8Array): number | undefined {
  if (first.length !== metaPageBytes) return undefined;
  const pageBytes = view(first).getUint32(headerBytes + 8, true);
  return pageBytes >= smallestPage && pageBytes <= largestPage ? pageBytes : undefined;
}

/**
 * What changes with all that is ever written to a bolt database, from the beginnings of its two meta pages: each transaction writes one of them, with its own
 * number, when the rest is written. Undefined where either is not whole, or of a format that we do not know.
 */
export function metadataRevision(first: Uint8Array, second: Uint8Array): string | undefined {
  if (!isMeta(first, 0n) || !isMeta(second, 1n)) return undefined;
  return Buffer.concat([first.subarray(headerBytes), second.subarray(headerBytes)]).toString("base64");
}

function isMeta(page: Uint8Array, id: bigint): boolean {
  if (page.length !== metaPageBytes) return false;
  const fields = view(page);
  return (
    fields.getBigUint64(0, true) === id &&
    fields.getUint16(8, true) === metaPageFlag &&
    fields.getUint32(headerBytes, true) === magic &&
    fields.getUint32(headerBytes + 4, true) === version &&
    fields.getBigUint64(headerBytes + sumOffset, true) === fnv1a(page.subarray(headerBytes, headerBytes + sumOffset))
  );
}

/** FNV-1a of 64 bits. */
function fnv1a(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
