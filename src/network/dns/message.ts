import { isIPv4 } from "node:net";
import { ipBits, parseIp } from "../addresses/ip-number.ts";
import { DnsReader } from "./reader.ts";

/** Types of records. From RFC 1035, 3.2.2; RFC 3596; RFC 6891. */
export const recordTypes = { A: 1, PTR: 12, TXT: 16, AAAA: 28, OPT: 41, ANY: 255 } as const;
/** From RFC 1035, 3.2.4. */
export const classes = { IN: 1, CH: 3 } as const;
/** From RFC 1035, 4.1.1. */
export const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export type Code = (typeof codes)[keyof typeof codes];

/** What every resolver takes; more only where it says so. */
const plainSize = 512;
/** What passes every link in one piece. From DNS flag day 2020. */
const largestSize = 1232;
const headerSize = 12;
/** No question is longer; whoever sends more wants it read. */
const longestQuery = 4096;

/** A question, and what its asker takes. */
export interface Query {
  readonly id: number;
  /** The second pair of bytes as they came. */
  readonly flags: number;
  /** In lower case, without the last dot; empty is the root. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** The question as it came, for the reply. */
  readonly question: Uint8Array;
  /** Bytes of a reply by UDP. */
  readonly size: number;
  readonly hasEdns: boolean;
}

export type DnsRecord =
  | { readonly type: "A" | "AAAA"; readonly address: string }
  | { readonly type: "PTR"; readonly target: string }
  | { readonly type: "TXT"; readonly text: string };

/** A message is no question for us: it is not answered, or with a code alone. */
export interface Unanswerable {
  readonly reply: Uint8Array | undefined;
}

/** Reads a question. An answer, or less than a header, gets no reply: two servers would talk for ever. */
export function readQuery(bytes: Uint8Array): Query | Unanswerable {
  if (bytes.length < headerSize) return { reply: undefined };
  const reader = new DnsReader(bytes);
  const [id, flags] = [reader.uint16(), reader.uint16()];
  if (flags & 0x8000) return { reply: undefined };
  if ((flags >> 11) & 15) return { reply: emptyReply(id, flags, codes.NOTIMP) };
  const [questions, answers, authorities, additional] = Array.from({ length: 4 }, () => reader.uint16());
  try {
    if (questions !== 1 || bytes.length > longestQuery)
      throw new RangeError("one question a message, and no more than that");
    const name = reader.name().toLowerCase();
    const [type, class_] = [reader.uint16(), reader.uint16()];
    const question = bytes.slice(headerSize, reader.offset);
    const records = Array.from({ length: answers! + authorities! + additional! }, () => reader.record());
    const edns = records.find((record) => record.type === recordTypes.OPT);
    const size = Math.min(largestSize, Math.max(plainSize, edns?.class ?? 0));
    return { id, flags, name, type, class: class_, question, size, hasEdns: edns !== undefined };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { reply: emptyReply(id, flags, codes.FORMERR) };
  }
}

/** The reply to a question, of at most so many bytes: one that is cut short says so, and is asked for again over TCP. */
export function writeReply(
  query: Query,
  { code, records = [], isOurs = true }: { code: Code; records?: readonly DnsRecord[]; isOurs?: boolean },
  size = query.size,
): Uint8Array {
  const answers = records.map((record) => answerBytes(record, query.class));
  const edns = query.hasEdns ? ednsBytes : new Uint8Array();
  const fixed = headerSize + query.question.length + edns.length;
  const isTruncated = fixed + answers.reduce((sum, { length }) => sum + length, 0) > size;
  const sent = isTruncated ? [] : answers;
  const flags = replyFlags(query.flags, code) | (isOurs ? 0x0400 : 0) | (isTruncated ? 0x0200 : 0);
  const header = uint16s(query.id, flags, 1, sent.length, 0, query.hasEdns ? 1 : 0);
  return Buffer.concat([header, query.question, ...sent, edns]);
}

/** Whether a message is the reply to this question, as far as a forger could not know it either. */
export function isReplyTo(bytes: Uint8Array, { id, question }: Pick<Query, "id" | "question">): boolean {
  if (bytes.length < headerSize + question.length) return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.readUInt16BE(0) !== id || !(view.readUInt16BE(2) & 0x8000)) return false;
  const echoed = view.subarray(headerSize, headerSize + question.length);
  return echoed.toString("latin1").toLowerCase() === Buffer.from(question).toString("latin1").toLowerCase();
}

/** A reply's code. */
export function codeOf(reply: Uint8Array): number {
  return reply[3]! & 15;
}

/** The same message under another id. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  return Buffer.concat([uint16s(id), message.subarray(2)]);
}

/** A question of our own. */
export function questionBytes(name: string, type: number, class_: number, id: number): Uint8Array {
  return Buffer.concat([uint16s(id, 0x0100, 1, 0, 0, 0), nameBytes(name), uint16s(type, class_)]);
}

/** The name, type and class 41, 0 and size of what we take over UDP. From RFC 6891, 6.1.2. */
const ednsBytes = Uint8Array.of(0, 0, recordTypes.OPT, largestSize >> 8, largestSize & 255, 0, 0, 0, 0, 0, 0);

function emptyReply(id: number, flags: number, code: Code): Uint8Array {
  return uint16s(id, replyFlags(flags, code), 0, 0, 0, 0);
}

/** A response that offers recursion, with the asker's opcode and wish. */
function replyFlags(flags: number, code: Code): number {
  return 0x8080 | (flags & 0x7900) | code;
}

/** Named by a pointer to the question; good for no longer than now. */
function answerBytes(record: DnsRecord, class_: number): Uint8Array {
  const data = recordData(record);
  return Buffer.concat([uint16s(0xc000 | headerSize, recordTypes[record.type], class_, 0, 0, data.length), data]);
}

function recordData(record: DnsRecord): Uint8Array {
  if (record.type === "PTR") return nameBytes(record.target);
  if (record.type === "TXT")
    return Buffer.concat([Uint8Array.of(record.text.length), Buffer.from(record.text, "latin1")]);
  const bits = ipBits(isIPv4(record.address) ? 4 : 6);
  return Buffer.from(
    parseIp(record.address)
      .toString(16)
      .padStart(bits / 4, "0"),
    "hex",
  );
}

/** What no label can have is left out: a container's name may be longer than 63 bytes. */
function nameBytes(name: string): Uint8Array {
  const labels = name.split(".").filter((label) => label !== "");
  const parts = labels.map((label) => Buffer.from(label, "latin1").subarray(0, 63));
  return Buffer.concat([...parts.flatMap((part) => [Uint8Array.of(part.length), part]), Uint8Array.of(0)]);
}

function uint16s(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
}
