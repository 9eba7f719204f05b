import { BlockReader } from "./header-block.ts";

export type HeaderField = readonly [name: string, value: string];

/** What every connection knows from its start, from 1 on. From RFC 7541, appendix A. */
const staticTable: readonly HeaderField[] = [
  [":authority", ""],
  [":method", "GET"],
  [":method", "POST"],
  [":path", "/"],
  [":path", "/index.html"],
  [":scheme", "http"],
  [":scheme", "https"],
  ...["200", "204", "206", "304", "400", "404", "500"].map((status) => [":status", status] as const),
  ["accept-charset", ""],
  ["accept-encoding", "gzip, deflate"],
  ...namesOnly(
    "accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control content-disposition",
  ),
  ...namesOnly("content-encoding content-language content-length content-location content-range content-type cookie"),
  ...namesOnly("date etag expect expires from host if-match if-modified-since if-none-match if-range"),
  ...namesOnly("if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization"),
  ...namesOnly("range referer refresh retry-after server set-cookie strict-transport-security transfer-encoding"),
  ...namesOnly("user-agent vary via www-authenticate"),
];

/** Of the dynamic table, before a reader says otherwise; and what an entry counts beside its texts. From RFC 7541, sections 4.1 and 4.2. */
const defaultSize = 4096;
const entryOverhead = 32;

/** Reads the header blocks of one connection, in their order: each may refer to fields of those before it. */
export class HeaderTable {
  /** The newest first. */
  readonly #dynamic: HeaderField[] = [];
  #size = 0;
  #mostSize = defaultSize;

  /** All fields in order; a name may come many times. Throws where the block refers to what is not there. */
  read(block: Uint8Array): readonly HeaderField[] {
    const reader = new BlockReader(block);
    const fields: HeaderField[] = [];
    while (!reader.done) {
      const first = reader.peek();
      if (first & 0x80) fields.push(this.#at(reader.integer(7)));
      else if ((first & 0xe0) === 0x20) {
        this.#mostSize = reader.integer(5);
        this.#evict();
      } else {
        const isKept = (first & 0x40) !== 0;
        const index = reader.integer(isKept ? 6 : 4);
        const field = [index === 0 ? reader.text() : this.#at(index)[0], reader.text()] as const;
        fields.push(field);
        if (isKept) this.#keep(field);
      }
    }
    return fields;
  }

  #at(index: number): HeaderField {
    const field = index <= staticTable.length ? staticTable[index - 1] : this.#dynamic[index - staticTable.length - 1];
    if (field === undefined) throw new Error(`a header refers to an unknown field: ${index}`);
    return field;
  }

  #keep(field: HeaderField): void {
    this.#dynamic.unshift(field);
    this.#size += sizeOf(field);
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#mostSize) this.#size -= sizeOf(this.#dynamic.pop()!); // The sum of what is in there.
  }
}

function sizeOf([name, value]: HeaderField): number {
  return name.length + value.length + entryOverhead;
}

function namesOnly(names: string): readonly HeaderField[] {
  return names.split(" ").map((name) => [name, ""] as const);
}
