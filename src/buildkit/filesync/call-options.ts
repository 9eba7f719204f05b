import { decodeName } from "../../file-name.ts";
import type { SessionCall } from "../session/session-call.ts";

/** What of a directory BuildKit asks for, in the metadata of its call. */
export interface WantedTree {
  /** `context`, `dockerfile`, or a context's own name. */
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Paths that are wanted with whatever their links lead to; undefined where it does not ask so. */
  readonly follow: readonly string[] | undefined;
}

export function wantedTree({ metadata }: Pick<SessionCall, "metadata">): WantedTree {
  return {
    name: values(metadata, "dir-name")?.[0] ?? "",
    include: values(metadata, "include-patterns") ?? [],
    exclude: values(metadata, "exclude-patterns") ?? [],
    follow: values(metadata, "followpaths"),
  };
}

/** Values that are no ASCII come as in a query, and say so beside. */
function values(metadata: SessionCall["metadata"], key: string): readonly string[] | undefined {
  const isEncoded = ["1", "t", "T", "true", "TRUE", "True"].includes(metadata.get(`${key}-encoded`)?.[0] ?? "");
  return isEncoded ? metadata.get(key)?.map(fromQuery) : metadata.get(key);
}

function fromQuery(text: string): string {
  const bytes = text
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return decodeName(Buffer.from(bytes, "latin1"));
}
