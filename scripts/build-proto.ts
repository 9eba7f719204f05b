/**
 * Turns `proto/` into what the adapters read: descriptors for the codec, and an interface for every message; a file for each adapter,
 * since a start that builds nothing should not load BuildKit's. They are checked in, so that neither a start nor an install parses a
 * `.proto`; a test keeps them fresh.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Descriptors,
  type Field,
  fieldOf,
  isMapEntry,
  protoDirectory,
  readDescriptors,
  wellKnown,
} from "./proto-descriptors.ts";
import { interfaceName, lowerFirst, serviceName } from "./proto-names.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a file is made of: folders of `proto/`, and what they import. */
const outputs = [
  { file: "src/engine/protocol.ts", folders: ["containerd/", "google/", "io/"] },
  { file: "src/buildkit/protocol.ts", folders: ["moby/", "pb/", "grpc/", "containerd/services/content/"] },
];

const protoFiles = readdirSync(protoDirectory, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".proto"))
  .sort();

for (const { file, folders } of outputs) {
  const inputs = protoFiles.filter((name) => folders.some((folder) => name.startsWith(folder)));
  const text = protocolSource(readDescriptors(inputs));
  const path = join(root, file);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text)
    throw new Error(`${relative(root, path)} is stale: npm run build:proto`);
}

function protocolSource(descriptors: Descriptors): string {
  return [
    "// Generated from proto/ by `npm run build:proto`; edit the .proto files instead.",
    'import type { MessageTable } from "../rpc/codec.ts";',
    'import type { TypedMethod } from "../rpc/typed-method.ts";',
    "",
    ...[...descriptors.enums].sort().map(([full, { value }]) => {
      return `export type ${interfaceName(full)} = ${value.map((v) => JSON.stringify(v.name)).join(" | ")};`;
    }),
    ...messageLines(descriptors),
    ...methodLines(descriptors),
  ].join("\n");
}

function messageLines(descriptors: Descriptors): string[] {
  const lines: string[] = [];
  const table: string[] = [];
  for (const [full, message] of [...descriptors.messages].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (full in wellKnown || isMapEntry(descriptors, full)) continue;
    const fields = message.field.map((f) => fieldOf(descriptors, f, full));
    lines.push(`export interface ${interfaceName(full)} {`, ...fields.map((f) => `  ${declaration(f)};`), "}");
    const texts = fields.map((f) => [f.name, f.number, f.codec, ...(f.kind === "one" ? [] : [f.kind])].join(":"));
    table.push(`  ${JSON.stringify(full)}: ${JSON.stringify(texts.join())},`);
  }
  return [...lines, "", "export const messages: MessageTable = {", ...table, "};", ""];
}

function declaration(field: Field): string {
  if (field.kind === "map") return `${field.name}: Readonly<Record<string, ${field.type}>>`;
  if (field.kind === "many") return `${field.name}: readonly ${field.type}[]`;
  const optional = field.codec.includes(".") || field.codec === "timestamp" || field.codec === "mask";
  return `${field.name}${optional ? "?: " : ": "}${field.type}${optional ? " | undefined" : ""}`;
}

function methodLines({ messages, services }: Descriptors): string[] {
  const lines = ["export const methods = {"];
  for (const [service, definition] of [...services].sort()) {
    const scope = service.slice(0, service.lastIndexOf("."));
    lines.push(`  ${serviceName(service)}: {`);
    for (const [name, method] of Object.entries(definition)) {
      const type = (side: object) => {
        const { name } = (side as { type: { name: string } }).type;
        return messages.has(`${scope}.${name}`) ? `${scope}.${name}` : `google.protobuf.${name}`;
      };
      const [request, response] = [type(method.requestType), type(method.responseType)];
      const literal = JSON.stringify({ path: method.path, request, response });
      lines.push(
        `    ${lowerFirst(name)}: ${literal} as TypedMethod<${interfaceName(request)}, ${interfaceName(response)}>,`,
      );
    }
    lines.push("  },");
  }
  return [...lines, "};", ""];
}
