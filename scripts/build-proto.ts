/**
 * Turns `proto/` into `src/engine/protocol.ts`: descriptors for the codec, and an interface for every message.
 * The file is checked in, so that neither a start nor an install parses a `.proto`; a test keeps it fresh.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSync, type MessageTypeDefinition, type ServiceDefinition } from "@grpc/proto-loader";

interface FieldDescriptor {
  name: string;
  number: number;
  label: string;
  type: string;
  typeName: string;
}
interface MessageDescriptor {
  name: string;
  field: FieldDescriptor[];
  nestedType: MessageDescriptor[];
  options: { mapEntry?: boolean } | null;
}
interface EnumDescriptor {
  name: string;
  value: { name: string; number: number }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const output = join(root, "src/engine/protocol.ts");

const files = readdirSync(join(root, "proto"), { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".proto"),
);
const loaded = loadSync(files.sort(), { includeDirs: [join(root, "proto")] });

const messages = new Map<string, MessageDescriptor>();
const enums = new Map<string, EnumDescriptor>();
const services = new Map<string, ServiceDefinition>();

for (const [name, definition] of Object.entries(loaded)) {
  if (!("format" in definition)) services.set(name, definition as ServiceDefinition);
  else if (definition.format === "Protocol Buffer 3 EnumDescriptorProto")
    enums.set(name, definition.type as EnumDescriptor);
  else collect(name, (definition as MessageTypeDefinition<object, object>).type as MessageDescriptor);
}

function collect(name: string, message: MessageDescriptor): void {
  messages.set(name, message);
  for (const nested of message.nestedType) collect(`${name}.${nested.name}`, nested);
}

/** Scalar wire types that the services use; an unknown one stops the build. */
const scalars: Record<string, [codec: string, type: string]> = {
  TYPE_STRING: ["string", "string"],
  TYPE_BYTES: ["bytes", "Uint8Array"],
  TYPE_BOOL: ["bool", "boolean"],
  TYPE_INT32: ["varint", "number"],
  TYPE_INT64: ["varint", "number"],
  TYPE_UINT32: ["varint", "number"],
  TYPE_UINT64: ["unsigned", "number"],
  TYPE_DOUBLE: ["double", "number"],
};
const wellKnown: Record<string, [codec: string, type: string]> = {
  "google.protobuf.Timestamp": ["timestamp", "string"],
  "google.protobuf.FieldMask": ["mask", "readonly string[]"],
};

function resolve(typeName: string, scope: string): string {
  for (let prefix = scope; ; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf(".")))) {
    const full = prefix ? `${prefix}.${typeName}` : typeName;
    if (messages.has(full) || enums.has(full)) return full;
    if (!prefix) throw new Error(`cannot resolve ${typeName} in ${scope}`);
  }
}

function interfaceName(full: string): string {
  const [, service, rest] = /^containerd\.services\.([a-z]+)\.v\d+\.(.+)$/.exec(full) ?? [];
  const plain = (
    rest ?? full.replace(/^(containerd\.(v1\.types|types|events|runc\.v1)|google\.(protobuf|rpc))\./, "")
  ).replaceAll(".", "");
  if (service) return service[0]!.toUpperCase() + service.slice(1) + plain;
  if (full.startsWith("containerd.events.")) return `${plain}Event`;
  if (full.startsWith("google.rpc.")) return `Rpc${plain}`;
  if (full.startsWith("containerd.v1.types.") && plain === "Status") return "TaskStatus";
  if (full.startsWith("containerd.runc.")) return `Runc${plain}`;
  const [, version, metric] = /^io\.containerd\.cgroups\.(v\d)\.(.+)$/.exec(full) ?? [];
  if (version) return `Cgroup${version.toUpperCase()}${metric}`;
  return plain;
}

interface Field {
  name: string;
  number: number;
  codec: string;
  type: string;
  kind: "one" | "many" | "map";
}

function fieldOf(field: FieldDescriptor, scope: string): Field {
  // protobufjs leaves the names of its own well-known types as they are.
  const name = field.name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const { number } = field;
  const repeated = field.label === "LABEL_REPEATED";
  const scalar = scalars[field.type];
  if (scalar) return { name, number, codec: scalar[0], type: scalar[1], kind: repeated ? "many" : "one" };
  const full = resolve(field.typeName, scope);
  const known = wellKnown[full];
  if (known) return { name, number, codec: known[0], type: known[1], kind: repeated ? "many" : "one" };
  const enumeration = enums.get(full);
  if (enumeration) {
    return {
      name,
      number,
      codec: `enum ${enumeration.value.map((v) => v.name).join(" ")}`,
      type: interfaceName(full),
      kind: "one",
    };
  }
  const message = messages.get(full)!;
  const [key, value] = message.field;
  const isMap = repeated && key?.name === "key" && value?.name === "value" && full.startsWith(`${scope}.`);
  if (isMap) return { ...fieldOf(value, full), name, number, kind: "map" };
  return { name, number, codec: full, type: interfaceName(full), kind: repeated ? "many" : "one" };
}

function declaration(field: Field): string {
  if (field.kind === "map") return `${field.name}: Readonly<Record<string, ${field.type}>>`;
  if (field.kind === "many") return `${field.name}: readonly ${field.type}[]`;
  const optional = field.codec.includes(".") || field.codec === "timestamp" || field.codec === "mask";
  return `${field.name}${optional ? "?: " : ": "}${field.type}${optional ? " | undefined" : ""}`;
}

const isGenerated = (name: string) => !(name in wellKnown);
const isMapEntry = (name: string) => {
  const parent = name.slice(0, name.lastIndexOf("."));
  const owner = messages.get(parent);
  return (
    owner?.field.some((f) => f.typeName === name.slice(parent.length + 1) && fieldOf(f, parent).kind === "map") ?? false
  );
};

const lines = [
  "// Generated from proto/ by `npm run build:proto`; edit the .proto files instead.",
  'import type { MessageTable } from "../rpc/codec.ts";',
  'import type { TypedMethod } from "../rpc/typed-method.ts";',
  "",
];
for (const [full, { value }] of [...enums].sort()) {
  lines.push(`export type ${interfaceName(full)} = ${value.map((v) => JSON.stringify(v.name)).join(" | ")};`);
}
const table: string[] = [];
for (const [full, message] of [...messages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (!isGenerated(full) || isMapEntry(full)) continue;
  const fields = message.field.map((f) => fieldOf(f, full));
  lines.push(`export interface ${interfaceName(full)} {`, ...fields.map((f) => `  ${declaration(f)};`), "}");
  const tuples = fields.map((f) =>
    JSON.stringify(f.kind === "one" ? [f.name, f.number, f.codec] : [f.name, f.number, f.codec, f.kind]),
  );
  table.push(`  ${JSON.stringify(full)}: [${tuples.join(", ")}],`);
}
lines.push("", "export const messages: MessageTable = {", ...table, "};", "");

lines.push("export const methods = {");
for (const [service, definition] of [...services].sort()) {
  const scope = service.slice(0, service.lastIndexOf("."));
  const short = /services\.([a-z]+)\./.exec(service)![1]!;
  lines.push(`  ${short}: {`);
  for (const [name, method] of Object.entries(definition)) {
    const type = (side: object) => {
      const { name } = (side as { type: { name: string } }).type;
      return messages.has(`${scope}.${name}`) ? `${scope}.${name}` : `google.protobuf.${name}`;
    };
    const [request, response] = [type(method.requestType), type(method.responseType)];
    const literal = JSON.stringify({ path: method.path, request, response });
    lines.push(
      `    ${name[0]!.toLowerCase()}${name.slice(1)}: ${literal} as TypedMethod<${interfaceName(request)}, ${interfaceName(response)}>,`,
    );
  }
  lines.push("  },");
}
lines.push("};", "");

const text = lines.join("\n");
if (process.argv.includes("--check")) {
  if (readFileSync(output, "utf8") !== text) throw new Error(`${relative(root, output)} is stale: npm run build:proto`);
} else writeFileSync(output, text);
