/** One entry of systemd's journal: its fields by name, the last where a name is there twice. */
export type JournalEntry = ReadonlyMap<string, Buffer>;

const newline = 0x0a;
const equals = 0x3d;
const lengthBytes = 8;

/**
 * Reads the journal's export format: a field a line, `NAME=value`, or for any bytes the name, the value's length in
 * eight bytes and the value; an empty line ends an entry.
 */
export async function* journalEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JournalEntry> {
  let held: Buffer = Buffer.alloc(0);
  let fields = new Map<string, Buffer>();
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    let start = 0;
    for (let field = readField(held, start); field; field = readField(held, start)) {
      start = field.end;
      if (field.name !== "") {
        fields.set(field.name, field.value);
      } else if (fields.size > 0) {
        yield fields;
        fields = new Map();
      }
    }
    held = held.subarray(start);
  }
}

/** The field at `start`, with an empty name for the line between entries; undefined where it is not whole. */
function readField(bytes: Buffer, start: number): { name: string; value: Buffer; end: number } | undefined {
  const lineEnd = bytes.indexOf(newline, start);
  if (lineEnd < 0) return undefined;
  const nameEnd = bytes.subarray(start, lineEnd).indexOf(equals);
  if (nameEnd >= 0 || lineEnd === start) {
    const cut = Math.max(0, nameEnd);
    return {
      name: bytes.toString("latin1", start, start + cut),
      value: bytes.subarray(start + cut + 1, lineEnd),
      end: lineEnd + 1,
    };
  }
  const valueStart = lineEnd + 1 + lengthBytes;
  if (valueStart > bytes.length) return undefined;
  const valueEnd = valueStart + Number(bytes.readBigUInt64LE(lineEnd + 1));
  if (valueEnd + 1 > bytes.length) return undefined;
  return {
    name: bytes.toString("latin1", start, lineEnd),
    value: bytes.subarray(valueStart, valueEnd),
    end: valueEnd + 1,
  };
}
