import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { deviceNode } from "../devices/host-device.ts";
import { type CdiNode, type CdiSpec, type ContainerEdits, parseCdiSpec } from "./cdi-spec.ts";

interface Found {
  readonly spec: CdiSpec;
  readonly edits: ContainerEdits;
}

/**
 * What the named devices bring, a specification's own part once and before its devices'. Nodes of the host are looked
 * up. Throws UNKNOWN_OBJECT where a name has no specification, or two of one directory.
 */
export async function cdiEdits(names: readonly string[], directories: readonly string[]): Promise<ContainerEdits[]> {
  if (names.length === 0) return [];
  const known = await knownDevices(directories);
  const found = names.map((name) => known.get(name));
  const missing = names.filter((name) => !known.get(name));
  if (missing.length > 0) throw unresolvable(missing, [...known.keys()], directories);
  const specs = new Set<CdiSpec>();
  return found.flatMap((device) => {
    const { spec, edits } = device!; // None is missing.
    const common = specs.has(spec) ? [] : [spec.containerEdits];
    specs.add(spec);
    return [...common, edits].map(withHostNodes);
  });
}

/** By full name. A later directory's device replaces an earlier one's; of two in one directory neither is known. */
async function knownDevices(directories: readonly string[]): Promise<Map<string, Found | undefined>> {
  const known = new Map<string, Found | undefined>();
  for (const directory of directories) {
    const here = new Map<string, Found | undefined>();
    for (const spec of await specsIn(directory)) {
      for (const { name, containerEdits: edits } of spec.devices) {
        const full = `${spec.kind}=${name}`;
        here.set(full, here.has(full) ? undefined : { spec, edits });
      }
    }
    for (const [name, device] of here) known.set(name, device);
  }
  return known;
}

async function specsIn(directory: string): Promise<CdiSpec[]> {
  const files = await readdir(directory).catch(() => []); // Few hosts have any.
  const specs = files
    .filter((file) => [".json", ".yaml", ".yml"].includes(extname(file)))
    .sort()
    .map(async (file) => parseCdiSpec(await readFile(join(directory, file), "utf8"), file));
  return (await Promise.all(specs)).filter((spec) => spec !== undefined);
}

function withHostNodes(edits: ContainerEdits): ContainerEdits {
  const { deviceNodes } = edits;
  return deviceNodes === undefined ? edits : { ...edits, deviceNodes: deviceNodes.map(withHostNode) };
}

function withHostNode(node: CdiNode): CdiNode {
  if (node.type !== undefined && (node.type === "p" || node.major !== undefined)) return node;
  const path = node.hostPath ?? node.path;
  const host = deviceNode(path);
  if (host === undefined) {
    throw new NerdError("INVALID_VALUE", `CDI device injection failed: no such device on the host: ${path}`);
  }
  const { type, major, minor, fileMode } = host;
  return { type, major, minor, ...(fileMode !== undefined && { fileMode }), ...node };
}

function unresolvable(names: readonly string[], known: readonly string[], directories: readonly string[]): NerdError {
  const suggestions = names.flatMap((name) => closest(name, known));
  const nearest = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  const place = directories.at(-1) ?? "/etc/cdi";
  const hint = names.some((name) => name.startsWith("nvidia.com/"))
    ? `describe them: nvidia-ctk cdi generate --output=${join(place, "nvidia.yaml")}`
    : `their vendor's program writes a specification into ${directories.join(" or ")}`;
  return new NerdError("UNKNOWN_OBJECT", `CDI device injection failed: unresolvable CDI devices ${names.join(", ")}`, {
    hint: nearest ?? hint,
    suggestions,
  });
}
