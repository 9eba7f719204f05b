import { closest } from "../../suggest.ts";
import { invalidSpec, otherFields, parseBool, specFields } from "./spec-fields.ts";

/** One `--output`, read. */
export type OutputSpec =
  /** Into the image store here; with `push`, to its registry too. */
  | { readonly type: "image"; readonly push: boolean; readonly attrs: Attrs }
  /** An archive; `-` is stdout. */
  | { readonly type: "oci" | "docker" | "tar"; readonly dest: string; readonly attrs: Attrs }
  /** A directory. With `tar=false`, `oci` writes its layout there. */
  | { readonly type: "local" | "layout"; readonly dest: string; readonly attrs: Attrs }
  | { readonly type: "cacheonly" };

type Attrs = Readonly<Record<string, string>>;

const types = ["local", "tar", "oci", "docker", "image", "registry", "cacheonly"];

/**
 * `dir`, `-`, `type=local,dest=dir`, `type=image,push=true`, … as buildx takes them; `type=docker` without a place is the image store
 * here. Throws INVALID_VALUE.
 */
export function parseOutput(text: string): OutputSpec {
  if (!text.startsWith("type=") && !text.includes(",")) {
    return text === "-"
      ? { type: "tar", dest: "-", attrs: {} }
      : { type: "local", dest: needed(text, text), attrs: {} };
  }
  const fields = specFields("output", text);
  const type = fields.get("type");
  if (type === undefined) throw invalidSpec("output", text, "it has no type", `types are ${types.join(", ")}`);
  const dest = fields.get("dest") ?? "";
  const attrs = otherFields(fields, "type", "dest", "push");
  switch (type) {
    case "cacheonly":
      return { type };
    case "local":
      return { type, dest: needed(text, dest), attrs };
    case "tar":
      return { type, dest: dest || "-", attrs };
    case "oci":
    case "docker":
      if (attrs["tar"] !== undefined && parseBool(attrs["tar"]) === false) {
        return { type: "layout", dest: needed(text, dest), attrs };
      }
      if (type === "docker" && dest === "") return { type: "image", push: false, attrs };
      return { type, dest: dest || "-", attrs };
    case "image":
    case "registry": {
      const push = parseBool(fields.get("push") ?? String(type === "registry"));
      if (push === undefined) throw invalidSpec("output", text, "push is true or false");
      return { type: "image", push, attrs };
    }
    default: {
      const [near] = closest(type, types);
      throw invalidSpec(
        "output",
        text,
        `no such type: ${type}`,
        near ? `did you mean ${near}?` : `types are ${types.join(", ")}`,
      );
    }
  }
}

function needed(text: string, dest: string): string {
  if (dest !== "" && dest !== "-") return dest;
  throw invalidSpec("output", text, "it needs a directory", "write dest=DIRECTORY");
}
