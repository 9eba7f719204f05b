import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import protobuf from "protobufjs";
import { messages } from "../../../src/engine/protocol.ts";
import { Codec, type FieldTuple, fieldTuples } from "../../../src/rpc/codec.ts";

const root = fileURLToPath(new URL("../../../proto", import.meta.url));
const codec = new Codec(messages);

/** protobufjs, which reads the .proto files itself, knows what the bytes must mean. */
const oracle = await loadOracle();

async function loadOracle(): Promise<protobuf.Root> {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".proto"));
  const loaded = new protobuf.Root();
  loaded.resolvePath = (_from, target) => (target.startsWith("google/protobuf/") ? target : `${root}/${target}`);
  return await loaded.load(files);
}

/** Any value that a field may have, in the codec's terms. */
function valueFor([, , type, kind]: FieldTuple, depth: number): fc.Arbitrary<unknown> {
  const one = scalarOf(type, depth);
  if (kind === "many") return fc.array(one, { maxLength: 3 });
  return kind === "map" ? fc.dictionary(fc.string(), one, { maxKeys: 3, noNullPrototype: true }) : one;
}

const largest = Number.MAX_SAFE_INTEGER;

function scalarOf(type: string, depth: number): fc.Arbitrary<unknown> {
  if (type.startsWith("enum ")) return fc.constantFrom(...type.split(" ").slice(1));
  switch (type) {
    case "string":
      return fc.string({ unit: "grapheme" });
    case "bytes":
      return fc.uint8Array().map((bytes) => Buffer.from(bytes));
    case "bool":
      return fc.boolean();
    case "varint":
      return fc.integer({ min: 0, max: 2 ** 31 - 1 }); // Whether it is wider, the descriptor does not say.
    case "unsigned":
      return fc.oneof(fc.integer({ min: 0, max: largest }), fc.constantFrom(2 ** 63, 2 ** 63 - 1024, 2 ** 53 + 2));
    case "double":
      return fc.double({ noNaN: true });
    case "timestamp":
      return fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") })
        .map((date) => date.toISOString().replace(/\.?0*Z$/, "Z"));
    case "mask":
      return fc.array(fc.string(), { maxLength: 3 });
    default:
      return depth > 3 ? fc.constant(undefined) : messageOf(type, depth + 1);
  }
}

function messageOf(name: string, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldTuples(messages[name]!).map((tuple) => [tuple[0], valueFor(tuple, depth)] as const);
  return fc.record(Object.fromEntries(fields));
}

/** The same message as protobufjs has it, which leaves the one name of Any with an underscore. */
function forOracle(name: string, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = fieldTuples(messages[name]!).map(([field, , type, kind]) => {
    const item = value[field];
    const key = field === "typeUrl" ? "type_url" : field;
    const convert = (one: unknown) => toOracle(type, one);
    if (kind === "many") return [key, (item as unknown[]).map(convert)];
    if (kind === "map") return [key, mapValues(item as object, convert)];
    return [key, item === undefined ? undefined : convert(item)];
  });
  return Object.fromEntries(fields.filter(([, item]) => item !== undefined));
}

const mapValues = (map: object, convert: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(map).map(([key, one]) => [key, convert(one)]));

function toOracle(type: string, value: unknown): unknown {
  if (type === "timestamp") {
    const text = value as string;
    const ms = Date.parse(text);
    return { seconds: Math.floor(ms / 1000), nanos: (((ms % 1000) + 1000) % 1000) * 1e6 };
  }
  if (type === "mask") return { paths: value };
  if (type === "unsigned") return BigInt(value as number).toString();
  return type in messages ? forOracle(type, value as Record<string, unknown>) : value;
}

/** A message of protobufjs with every field, numbers as texts. */
const plain = (message: protobuf.Message) =>
  message.$type.toObject(message, { longs: String, enums: String, bytes: String, defaults: true });

describe("the codec", () => {
  for (const name of Object.keys(messages)) {
    test(`reads ${name} as protobufjs has written it, and is read by it`, () => {
      const type = oracle.lookupType(name);
      fc.assert(
        fc.property(messageOf(name), (value) => {
          const theirs = type.encode(type.fromObject(forOracle(name, value))).finish();
          const ours = codec.encode(name, value);
          assert.deepEqual(plain(type.decode(ours)), plain(type.decode(theirs)));
          assert.deepEqual(codec.decode(name, theirs), codec.decode(name, ours));
          assert.deepEqual(codec.encode(name, codec.decode(name, ours)), ours);
        }),
        { numRuns: 20, endOnFailure: true },
      );
    });
  }

  const numbers = new Codec({
    "test.Numbers": "signed:1:varint,unsigned:2:unsigned",
  });
  const wide = new protobuf.Type("Numbers")
    .add(new protobuf.Field("signed", 1, "int64"))
    .add(new protobuf.Field("unsigned", 2, "uint64"));

  test("reads and writes every integer that a double holds exactly, negative ones too", () => {
    const signed = fc.maxSafeInteger();
    const unsigned = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.record({ signed, unsigned }, { noNullPrototype: true }), (value) => {
        const bytes = wide.encode(wide.fromObject(mapValues(value, String))).finish();
        assert.deepEqual(numbers.decode("test.Numbers", bytes), value);
        assert.deepEqual(plain(wide.decode(numbers.encode("test.Numbers", value))), mapValues(value, String));
      }),
    );
  });

  test("reads the largest uint64, which stands for no limit, as about that", () => {
    const bytes = wide.encode(wide.fromObject({ signed: "-1", unsigned: "18446744073709551615" })).finish();
    assert.deepEqual(numbers.decode("test.Numbers", bytes), { signed: -1, unsigned: 2 ** 64 });
  });

  const old = new Codec({ "test.Old": "name:1:string" });
  const newer = new Codec({
    "test.Old": "name:1:string,size:2:varint,ratio:3:double,inner:4:test.Old,tags:5:string:map",
  });

  test("passes over fields that it does not know", () => {
    const inner = { name: "y" };
    const bytes = newer.encode("test.Old", { name: "x", size: 300, ratio: 1.5, inner, tags: { a: "b" } });
    assert.deepEqual(old.decode("test.Old", bytes), { name: "x" });
  });

  test("gives fields that are not there their zero value", () => {
    assert.deepEqual(newer.decode("test.Old", Buffer.alloc(0)), { name: "", size: 0, ratio: 0, tags: {} });
  });

  test("takes any text as a key, and any length of value", () => {
    const tags = Object.fromEntries([
      ["__proto__", "p"],
      ["constructor", "c"],
      ["", "x".repeat(70_000)],
    ]);
    const decoded = newer.decode("test.Old", newer.encode("test.Old", { tags })) as { tags: object };
    assert.deepEqual(Object.entries(decoded.tags), Object.entries(tags));
  });

  test("refuses bytes that end too early", () => {
    const bytes = newer.encode("test.Old", { name: "some text", size: 300, ratio: 2, inner: { name: "y" } });
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => bytes.subarray(0, i + 1));
    const refused = cuts.filter((cut) => {
      try {
        newer.decode("test.Old", cut);
        return false;
      } catch (error) {
        assert.ok(error instanceof RangeError);
        return true;
      }
    });
    // Whole fields are a message of their own: after the text, the size and the ratio.
    assert.equal(refused.length, cuts.length - 3);
  });

  test("says which descriptor it lacks", () => {
    assert.equal(old.has("test.New"), false);
    assert.throws(() => old.encode("test.New", {}), /no descriptor of test\.New/);
  });
});
