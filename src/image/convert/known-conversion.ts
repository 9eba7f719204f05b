import type { Engine } from "../../engine/engine.ts";
import { isNerdError } from "../../errors.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { digestOf } from "../../registry/digest.ts";
import { isObject } from "../document/json-object.ts";
import { isStored } from "../image-content.ts";
import type { LeasedEngine } from "../pull/pull-lease.ts";
import type { LayerFacts } from "./formats/layer-format.ts";

/** A layer in another format, in the store. */
export interface KnownConversion extends Pick<LayerFacts, "diffId" | "annotations"> {
  readonly digest: string;
  readonly size: number;
  /** The blob with its table of contents, where that is not in the layer. */
  readonly toc?: { readonly digest: string; readonly size: number };
}

/** Where containerd's own converter notes which tar is in a layer. */
const uncompressedLabel = "containerd.io/uncompressed";

/** What an earlier conversion made of the layer, held by the lease from here on; undefined where there was none, or it is gone. */
export async function knownConversion(
  { engine, lease }: LeasedEngine,
  layer: Descriptor,
  format: string,
  signal: AbortSignal,
): Promise<KnownConversion | undefined> {
  const { labels } = await engine.content.info(layer.digest, { signal });
  const conversion = parse(labels[labelOf(format)]);
  if (conversion === undefined) return undefined;
  const { digest, toc } = conversion;
  for (const id of [digest, ...(toc ? [toc.digest] : [])]) {
    // Held first, and looked at then: between a look and the hold it might be collected.
    await hold(engine, lease, id, signal);
    if (!(await isStored(engine, { digest: id }, signal))) return undefined;
  }
  return conversion;
}

/** Notes on the layer what it was made into, and on both which tar they are. */
export async function rememberConversion(
  engine: Engine,
  made: { layer: Descriptor; format: string; diffId: string; conversion: KnownConversion },
  signal: AbortSignal,
): Promise<void> {
  const { layer, format, diffId, conversion } = made;
  await engine.content.update(conversion.digest, { [uncompressedLabel]: conversion.diffId }, { signal });
  const labels = { [labelOf(format)]: JSON.stringify(conversion), [uncompressedLabel]: diffId };
  await engine.content.update(layer.digest, labels, { signal });
}

async function hold(engine: Engine, lease: string, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.leases.add(lease, { id, type: "content" }, { signal });
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
  }
}

/** containerd keeps 4096 bytes of a label: the format goes by a hash. */
function labelOf(format: string): string {
  return `nerdsh/converted.${digestOf(format).slice("sha256:".length, "sha256:".length + 16)}`;
}

/** Labels are anybody's to write. */
function parse(text: string | undefined): KnownConversion | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isConversion = isObject(value) && typeof value["digest"] === "string" && isObject(value["annotations"]);
    // `rememberConversion` wrote it.
    return isConversion ? (value as unknown as KnownConversion) : undefined;
  } catch {
    return undefined;
  }
}
