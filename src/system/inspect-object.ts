import { inspectContainer, nativeContainer } from "../container/inspect/inspect.ts";
import { inspectVolume } from "../container/mounts/volume-list.ts";
import { inspectNetwork, nativeNetwork } from "../container/network/network-inspect.ts";
import type { Context } from "../context.ts";
import { type ErrorCode, isNerdError, NerdError } from "../errors.ts";
import { inspectImage, nativeImage } from "../image/inspect.ts";

/** In the order in which a name is looked up: Docker's. */
const objectTypes = ["container", "image", "network", "volume"] as const;
type ObjectType = (typeof objectTypes)[number];

export interface InspectOptions {
  readonly mode: "dockercompat" | "native";
  /** Whether variables are shown that are secrets. */
  readonly showSecrets?: boolean;
  readonly size: boolean;
  /** Of which kind it must be. */
  readonly type: ObjectType | undefined;
}

type InspectContext = Pick<Context, "engine" | "settings" | "signal">;
type Inspect = (context: InspectContext, name: string, options: InspectOptions) => Promise<object>;

const inspects: Readonly<Record<ObjectType, Inspect>> = {
  container: (context, name, { mode, size, showSecrets }) =>
    mode === "native"
      ? nativeContainer(context, name, { showSecrets })
      : inspectContainer(context, name, { size, showSecrets }),
  image: (context, name, { mode }) => (mode === "native" ? nativeImage(context, name) : inspectImage(context, name)),
  network: (context, name, { mode }) =>
    mode === "native" ? nativeNetwork(context, name) : inspectNetwork(context, name),
  volume: (context, name, { size }) => inspectVolume(context, name, { size }),
};

/** The first of that name, or of that id. Throws UNKNOWN_OBJECT with the closest names of all kinds. */
export async function inspectObject(context: InspectContext, name: string, options: InspectOptions): Promise<object> {
  if (options.type !== undefined) return await inspects[options.type](context, name, options);
  const missing: NerdError[] = [];
  for (const type of objectTypes) {
    try {
      return await inspects[type](context, name, options);
    } catch (error) {
      // A network's list that cannot be read hides no volume.
      if (!isNerdError(error) || (!isUnknown(error) && type !== "network")) throw error;
      missing.push(error);
    }
  }
  throw missing.find((error) => !isUnknown(error)) ?? noSuchObject(name, missing);
}

const unknown: readonly ErrorCode[] = ["UNKNOWN_CONTAINER", "UNKNOWN_IMAGE", "UNKNOWN_NETWORK", "UNKNOWN_VOLUME"];

function isUnknown({ code }: NerdError): boolean {
  return unknown.includes(code);
}

function noSuchObject(name: string, missing: readonly NerdError[]): NerdError {
  const suggestions = missing.flatMap((error) => error.suggestions);
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new NerdError("UNKNOWN_OBJECT", `no such object: ${name}`, { suggestions, ...(hint && { hint }) });
}
