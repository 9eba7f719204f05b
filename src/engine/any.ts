import type { Any } from "./protocol.ts";
import { unlimited } from "./runtime-spec.ts";

/** JSON under containerd's prefix: OCI types travel so; bare URLs hold protocol buffers. */
const jsonPrefix = "types.containerd.io/opencontainers/runtime-spec/1/";

export type JsonType = "Spec" | "Process" | "LinuxResources";

export function toAny(type: JsonType, value: object): Any {
  // How JavaScript writes `unlimited`, which no 64 bits hold.
  const text = JSON.stringify(value).replaceAll(`:${unlimited}`, ":18446744073709551615");
  return { typeUrl: jsonPrefix + type, value: Buffer.from(text) };
}

/** The value of an Any that holds JSON. */
export function fromAny(any: Any): unknown {
  return JSON.parse(Buffer.from(any.value).toString("utf8"));
}
