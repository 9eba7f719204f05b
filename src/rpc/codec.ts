import { fromTimestamp, toTimestamp } from "./timestamp.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

/**
 * The fields of each message by its full name, with commas between them, and with colons within each: name, number, codec (`string`, `bytes`, `bool`, `varint`,
 * `unsigned` for uint64, `double`, `timestamp`, `mask`, `enum A B C`, or a message's full name), and `many` or `map` where it is repeated. Map keys are
 * strings. Text, since a short command reads a tenth of them.
 */
export type MessageTable = Readonly<Record<string, string>>;

/** One field of a message, read. */
export type FieldTuple = readonly [name: string, number: number, codec: string, kind?: string];

export function fieldTuples(fields: string): FieldTuple[] {
  if (fields === "") return [];
  return fields.split(",").map((field) => {
    const [name, number, codec, kind] = field.split(":") as [string, string, string, string?];
    return [name, Number(number), codec, kind];
  });
}

/** 0 varint, 1 eight bytes, 2 length-delimited (protocol buffers, "Encoding"). */
type WireType = 0 | 1 | 2;

interface Field {
  readonly name: string;
  readonly tag: number;
  readonly kind: "one" | "many" | "map";
  readonly zero: unknown;
  write(writer: WireWriter, value: unknown): void;
  read(reader: WireReader): unknown;
  readonly wireType: WireType;
}

interface Message {
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
}

/**
 * Plain objects to protocol buffers and back, driven by the descriptors that the build makes. 64-bit numbers
 * become JavaScript numbers (exact to ±2⁵³, which covers sizes and offsets); timestamps RFC 3339 text with
 * nanoseconds; field masks their paths; enum values their names. `bytes` are views of what was decoded.
 */
export class Codec {
  readonly #table: MessageTable;
  readonly #messages = new Map<string, Message>();

  constructor(table: MessageTable) {
    this.#table = table;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#table, name);
  }

  encode(name: string, value: object): Buffer {
    const writer = new WireWriter();
    this.#write(this.#message(name), writer, value as Record<string, unknown>);
    return writer.finish();
  }

  decode(name: string, bytes: Uint8Array): object {
    return this.#read(this.#message(name), new WireReader(bytes));
  }

  #write(message: Message, writer: WireWriter, value: Readonly<Record<string, unknown>>): void {
    for (const field of message.fields) {
      const item = value[field.name];
      if (item === undefined || item === null) continue;
      if (field.kind === "many") {
        for (const element of item as Iterable<unknown>) this.#writeField(field, writer, element);
      } else if (field.kind === "map") {
        for (const [key, element] of Object.entries(item)) {
          writer.varint(field.tag);
          writer.nested(() => {
            writer.varint(0x0a);
            writer.string(key);
            writer.varint(0x10 | field.wireType);
            field.write(writer, element);
          });
        }
      } else if (item !== field.zero) this.#writeField(field, writer, item);
    }
  }

  #writeField(field: Field, writer: WireWriter, value: unknown): void {
    writer.varint(field.tag);
    field.write(writer, value);
  }

  #read(message: Message, reader: WireReader): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const { name, kind, zero } of message.fields) {
      if (kind === "many") value[name] = [];
      else if (kind === "map") value[name] = {};
      else if (zero !== undefined) value[name] = zero;
    }
    while (!reader.done) {
      const tag = reader.varint();
      const field = message.byNumber.get(tag >>> 3);
      if (!field) reader.skip(tag & 7);
      else if (field.kind === "map")
        this.#readEntry(field, reader.nested(), value[field.name] as Record<string, unknown>);
      else if (field.kind === "one") value[field.name] = field.read(reader);
      else if ((tag & 7) === 2 && field.wireType !== 2) {
        for (const packed = reader.nested(); !packed.done; ) (value[field.name] as unknown[]).push(field.read(packed));
      } else (value[field.name] as unknown[]).push(field.read(reader));
    }
    return value;
  }

  #readEntry(field: Field, entry: WireReader, map: Record<string, unknown>): void {
    let key = "";
    let value = field.zero;
    while (!entry.done) {
      const tag = entry.varint();
      if (tag >>> 3 === 1) key = entry.string();
      else if (tag >>> 3 === 2) value = field.read(entry);
      else entry.skip(tag & 7);
    }
    if (key !== "__proto__") map[key] = value;
    // An assignment would set the prototype; defining every key so would take several times as long.
    else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
  }

  #message(name: string): Message {
    const known = this.#messages.get(name);
    if (known) return known;
    const text = this.#table[name];
    if (text === undefined) throw new TypeError(`no descriptor of ${name}`);
    const tuples = fieldTuples(text);
    const fields = tuples.map((tuple) => this.#field(tuple));
    const message = { fields, byNumber: new Map(fields.map((field, i) => [tuples[i]![1], field])) };
    this.#messages.set(name, message);
    return message;
  }

  #field([name, number, codec, kind = "one"]: FieldTuple): Field {
    const { wireType, ...rest } = this.#codec(codec);
    const tag = (number << 3) | (kind === "map" ? 2 : wireType);
    return { name, kind: kind as Field["kind"], tag, wireType, ...rest };
  }

  #codec(codec: string): Pick<Field, "zero" | "write" | "read" | "wireType"> {
    if (codec.startsWith("enum ")) {
      const names = codec.split(" ").slice(1);
      return {
        zero: names[0],
        wireType: 0,
        write: (w, v) => w.varint(names.indexOf(v as string)),
        read: (r) => names[r.varint()] ?? names[0],
      };
    }
    const scalar = scalars[codec];
    if (scalar) return scalar;
    return {
      zero: undefined,
      wireType: 2,
      write: (w, v) => w.nested(() => this.#write(this.#message(codec), w, v as Record<string, unknown>)),
      read: (r) => this.#read(this.#message(codec), r.nested()),
    };
  }
}

const noBytes = new Uint8Array(0);

/** Writers trust their caller's types, which the generated interfaces hold. */
const scalars: Readonly<Record<string, Pick<Field, "zero" | "write" | "read" | "wireType">>> = {
  string: { zero: "", wireType: 2, write: (w, v) => w.string(v as string), read: (r) => r.string() },
  bytes: { zero: noBytes, wireType: 2, write: (w, v) => w.bytes(v as Uint8Array), read: (r) => r.bytes() },
  bool: { zero: false, wireType: 0, write: (w, v) => w.varint(v ? 1 : 0), read: (r) => r.varint() !== 0 },
  varint: { zero: 0, wireType: 0, write: (w, v) => w.varint(v as number), read: (r) => r.varint() },
  unsigned: { zero: 0, wireType: 0, write: (w, v) => w.varint(v as number), read: (r) => r.unsigned() },
  double: { zero: 0, wireType: 1, write: (w, v) => w.double(v as number), read: (r) => r.double() },
  timestamp: {
    zero: undefined,
    wireType: 2,
    write: (w, v) => w.nested(() => toTimestamp(w, v as string)),
    read: (r) => fromTimestamp(r.nested()),
  },
  mask: {
    zero: undefined,
    wireType: 2,
    write: (w, v) =>
      w.nested(() => {
        for (const path of v as readonly string[]) {
          w.varint(0x0a);
          w.string(path);
        }
      }),
    read: (r) => {
      const paths: string[] = [];
      for (const mask = r.nested(); !mask.done; ) {
        mask.varint();
        paths.push(mask.string());
      }
      return paths;
    },
  },
};
