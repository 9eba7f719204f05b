import type { Any } from "./protocol.ts";

/** JSON under containerd's prefix: OCI types travel so; bare URLs hold protocol buffers. */
const jsonPrefix = "types.containerd.io/opencontainers/runtime-spec/1/";

export type JsonType = "Spec" | "Process" | "LinuxResources";

export function toAny(type: JsonType, value: object): Any {
  return { typeUrl: jsonPrefix + type, value: Buffer.from(JSON.stringify(value)) };
}

/** The value of an Any that holds JSON. */
export function fromAny(any: Any): unknown {
  return JSON.parse(Buffer.from(any.value).toString("utf8"));
}
