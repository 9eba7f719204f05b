import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSync, type MessageTypeDefinition, type ServiceDefinition } from "@grpc/proto-loader";
import { interfaceName } from "./proto-names.ts";

export const protoDirectory = fileURLToPath(new URL("../proto", import.meta.url));

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

/** What some `.proto` files and those that they import say, by full name. */
export interface Descriptors {
  readonly messages: ReadonlyMap<string, MessageDescriptor>;
  readonly enums: ReadonlyMap<string, EnumDescriptor>;
  readonly services: ReadonlyMap<string, ServiceDefinition>;
}

export function readDescriptors(files: readonly string[]): Descriptors {
  const messages = new Map<string, MessageDescriptor>();
  const enums = new Map<string, EnumDescriptor>();
  const services = new Map<string, ServiceDefinition>();
  const collect = (name: string, message: MessageDescriptor) => {
    messages.set(name, message);
    for (const nested of message.nestedType) collect(`${name}.${nested.name}`, nested);
  };
  const loaded = loadSync(
    files.map((file) => join(protoDirectory, file)),
    { includeDirs: [protoDirectory] },
  );
  for (const [name, definition] of Object.entries(loaded)) {
    if (!("format" in definition)) services.set(name, definition as ServiceDefinition);
    else if (definition.format === "Protocol Buffer 3 EnumDescriptorProto")
      enums.set(name, definition.type as EnumDescriptor);
    else collect(name, (definition as MessageTypeDefinition<object, object>).type as MessageDescriptor);
  }
  return { messages, enums, services };
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
export const wellKnown: Record<string, [codec: string, type: string]> = {
  "google.protobuf.Timestamp": ["timestamp", "string"],
  "google.protobuf.FieldMask": ["mask", "readonly string[]"],
};

export interface Field {
  name: string;
  number: number;
  codec: string;
  type: string;
  kind: "one" | "many" | "map";
}

export function fieldOf(descriptors: Descriptors, field: FieldDescriptor, scope: string): Field {
  // protobufjs leaves the names of its own well-known types as they are.
  const name = field.name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const { number } = field;
  const repeated = field.label === "LABEL_REPEATED";
  const scalar = scalars[field.type];
  if (scalar) return { name, number, codec: scalar[0], type: scalar[1], kind: repeated ? "many" : "one" };
  const full = resolve(descriptors, field.typeName, scope);
  const known = wellKnown[full];
  if (known) return { name, number, codec: known[0], type: known[1], kind: repeated ? "many" : "one" };
  const enumeration = descriptors.enums.get(full);
  if (enumeration) {
    return {
      name,
      number,
      codec: `enum ${enumeration.value.map((v) => v.name).join(" ")}`,
      type: interfaceName(full),
      kind: "one",
    };
  }
  const message = descriptors.messages.get(full)!;
  const [key, value] = message.field;
  const isMap = repeated && key?.name === "key" && value?.name === "value" && full.startsWith(`${scope}.`);
  if (isMap) return { ...fieldOf(descriptors, value, full), name, number, kind: "map" };
  return { name, number, codec: full, type: interfaceName(full), kind: repeated ? "many" : "one" };
}

export function isMapEntry(descriptors: Descriptors, name: string): boolean {
  const parent = name.slice(0, name.lastIndexOf("."));
  const fields = descriptors.messages.get(parent)?.field ?? [];
  const owner = fields.find(({ typeName }) => typeName === name.slice(parent.length + 1));
  return owner !== undefined && fieldOf(descriptors, owner, parent).kind === "map";
}

function resolve({ messages, enums }: Descriptors, typeName: string, scope: string): string {
  for (let prefix = scope; ; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf(".")))) {
    const full = prefix ? `${prefix}.${typeName}` : typeName;
    if (messages.has(full) || enums.has(full)) return full;
    if (!prefix) throw new Error(`cannot resolve ${typeName} in ${scope}`);
  }
}
