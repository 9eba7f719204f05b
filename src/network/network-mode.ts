import type { Endpoint } from "./endpoint.ts";

/** Where a container has its network from: the host, nobody, another container, a namespace that is there, or networks of its own. */
export type NetworkMode =
  | { readonly kind: "host" | "none" }
  /** By name or id as asked for; in the record by id. */
  | { readonly kind: "container"; readonly reference: string }
  | { readonly kind: "namespace"; readonly path: string }
  | { readonly kind: "networks"; readonly endpoints: readonly Endpoint[] };

/** One network is a mode of its own, by its name; several are networks in the order of their interfaces, and so is none that is left. */
export function networkMode(endpoints: readonly Endpoint[]): NetworkMode {
  const name = endpoints[0]?.network ?? "";
  if (name === "host" || name === "none") return { kind: name };
  if (name.startsWith("container:")) return { kind: "container", reference: name.slice("container:".length) };
  if (name.startsWith("ns:")) return { kind: "namespace", path: name.slice("ns:".length) };
  return { kind: "networks", endpoints };
}

/** The same as it stands in nerdctl's label, and in Docker's `NetworkMode`. */
export function networkNames(mode: NetworkMode): string[] {
  switch (mode.kind) {
    case "container":
      return [`container:${mode.reference}`];
    case "namespace":
      return [`ns:${mode.path}`];
    case "networks":
      return mode.endpoints.map(({ network }) => network);
    default:
      return [mode.kind];
  }
}
