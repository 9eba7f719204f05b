import type { HookSpec } from "../../engine/runtime-spec.ts";

/** What a device brings into a container (Container Device Interface 1.0, "ContainerEdits"). */
export interface ContainerEdits {
  readonly env?: readonly string[];
  readonly deviceNodes?: readonly CdiNode[];
  readonly mounts?: readonly CdiMount[];
  readonly hooks?: readonly (HookSpec & { readonly hookName: string })[];
  readonly additionalGids?: readonly number[];
  readonly intelRdt?: { readonly closID?: string };
}

export interface CdiNode {
  readonly path: string;
  /** On the host; the same path where absent. */
  readonly hostPath?: string;
  /** With its numbers that of the host's node where absent. */
  readonly type?: string;
  readonly major?: number;
  readonly minor?: number;
  readonly fileMode?: number;
  readonly permissions?: string;
  readonly uid?: number;
  readonly gid?: number;
}

interface CdiMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly type?: string;
  readonly options?: readonly string[];
}

/** One file: devices of a kind, and what all of them bring. */
export interface CdiSpec {
  /** `vendor.com/class`. */
  readonly kind: string;
  readonly devices: readonly { readonly name: string; readonly containerEdits: ContainerEdits }[];
  readonly containerEdits: ContainerEdits;
}

/** Reads a file by its ending; undefined where it is no specification. */
export async function parseCdiSpec(text: string, file: string): Promise<CdiSpec | undefined> {
  const document = await parsed(text, file);
  if (!isRecord(document) || typeof document["kind"] !== "string" || typeof document["cdiVersion"] !== "string") {
    return undefined;
  }
  const { kind, devices, containerEdits } = document;
  if (!Array.isArray(devices)) return undefined;
  const named = devices.filter(isRecord).map(({ name, containerEdits }) => ({
    name: String(name),
    containerEdits: editsOf(containerEdits),
  }));
  return { kind, devices: named, containerEdits: editsOf(containerEdits) };
}

/** Undefined where it is broken: another's file is none of our business, unless it is the one that is missed. */
async function parsed(text: string, file: string): Promise<unknown> {
  const yaml = file.endsWith(".json") ? undefined : await import("./yaml-text.ts");
  try {
    return yaml ? yaml.parseYaml(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Written by the device's vendor, for runtimes that check no more. */
function editsOf(value: unknown): ContainerEdits {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
