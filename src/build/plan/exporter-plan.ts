import type { SolveDraft } from "../../buildkit/solve.ts";
import { NerdError } from "../../errors.ts";
import { normalName } from "../../image/reference.ts";
import type { BuildInput } from "../build-input.ts";
import { annotationAttrs } from "./annotation.ts";
import { attestationAttrs } from "./attestation.ts";
import { type OutputSpec, parseOutput } from "./output-spec.ts";

/** What the builder can do with an image. */
export interface ImageWay {
  /** `shared`: its store is ours; `forwarded`: it hands blobs over; `none`: it has no store that can. */
  readonly store: "shared" | "forwarded" | "none";
  /** What an image in a shared store is called until it is whole, before an `@` and its digest. */
  readonly temporaryName: string;
}

export interface ExporterPlan {
  readonly exporters: NonNullable<SolveDraft["exporters"]>;
  /** What exporters send, by their place. */
  readonly receivers: ReadonlyMap<number, Receiver>;
  /** An image comes out; `forwarded` as blobs without a record. */
  readonly image: ExpectedImage | undefined;
  /** A directory for the layout that an exporter writes blob by blob. */
  readonly layout: string | undefined;
}

export interface Receiver {
  readonly kind: "directory" | "file";
  /** As written; `-` is stdout. */
  readonly path: string;
}

export interface ExpectedImage {
  /** `shared`: its record has a temporary name; `forwarded`: it has none. */
  readonly way: "shared" | "forwarded";
  /** Full names; none where it gets one by its digest. */
  readonly names: readonly string[];
  /** Once it is here. */
  readonly pushes: boolean;
}

/** Exporters for the outputs that were asked for; without any, an image for the store here. Throws INVALID_VALUE, UNSUPPORTED. */
export function exporterPlan(input: BuildInput, way: ImageWay): ExporterPlan {
  const tags = (input.tags ?? []).map(normalName);
  const isAttested = Object.keys(attestationAttrs(input)).length > 0;
  const annotations = annotationAttrs(input.annotations ?? []);
  const draft: { type: string; attrs: Record<string, string> }[] = [];
  const receivers = new Map<number, Receiver>();
  let image: ExpectedImage | undefined;
  let layout: string | undefined;
  for (const output of wantedOutputs(input)) {
    if (output.type === "cacheonly") continue;
    const { attrs } = output;
    const names = tags.length > 0 ? tags : (attrs["name"]?.split(",").map(normalName) ?? []);
    const named = { ...attrs, ...(names.length > 0 && { name: names.join(",") }), ...annotations };
    if (output.type === "image") {
      image = expectedImage(output.push, names, way);
      draft.push(imageExporter(named, { push: output.push, way, isAttested }));
    } else if (output.type === "local" || output.type === "tar") {
      receivers.set(draft.length, { kind: output.type === "local" ? "directory" : "file", path: output.dest });
      draft.push({ type: output.type, attrs: { ...attrs } });
    } else if (output.type === "layout") {
      if (way.store === "none") throw noStore();
      layout = output.dest;
      draft.push({ type: "oci", attrs: { ...named, tar: "false" } });
    } else {
      if (way.store === "none") throw noStore();
      receivers.set(draft.length, { kind: "file", path: output.dest });
      draft.push({ type: output.type, attrs: named });
    }
  }
  if (layout !== undefined && image?.way === "forwarded") {
    throw new NerdError("UNSUPPORTED", "this builder cannot give a layout and an image at once", {
      hint: "build twice: the second one comes from the cache",
    });
  }
  return { exporters: draft, receivers, image, layout };
}

/** `--push` and `--load` add to the image that there is among the outputs, or add one. */
function wantedOutputs({ outputs = [], push = false, load = false, tags = [] }: BuildInput): OutputSpec[] {
  const specs = outputs.map(parseOutput);
  const images = specs.filter((spec) => spec.type === "image");
  if (images.length > 1)
    throw new NerdError("INVALID_VALUE", "more than one image among the outputs", { hint: "give it several tags" });
  const [image] = images;
  const pushed = push || (image?.push ?? false);
  if (pushed && tags.length === 0 && !image?.attrs["name"]) {
    throw new NerdError("MISSING_ARGUMENT", "a name is needed when pushing: -t NAME", { exitCode: 1 });
  }
  const wanted: OutputSpec = { type: "image", push: pushed, attrs: image?.attrs ?? {} };
  if (image !== undefined) return specs.map((spec) => (spec === image ? wanted : spec));
  return specs.length === 0 || push || load ? [...specs, wanted] : specs;
}

function expectedImage(push: boolean, names: readonly string[], way: ImageWay): ExpectedImage {
  if (way.store === "none") throw noStore();
  return { way: way.store, names, pushes: push };
}

/**
 * Layers that stay here are not compressed, which takes most of an export's time. A registry gets what it always gets: also layers that an
 * earlier build has left uncompressed, and BuildKit would keep. BuildKit names an image before it is unpacked: the names that are asked for
 * are set later, to a whole one.
 */
function imageExporter(
  attrs: Readonly<Record<string, string>>,
  { push, way, isAttested }: { readonly push: boolean; readonly way: ImageWay; readonly isAttested: boolean },
): { type: string; attrs: Record<string, string> } {
  const compression: Record<string, string> =
    attrs["compression"] !== undefined
      ? {}
      : push
        ? { compression: "gzip", "force-compression": "true" }
        : { compression: "uncompressed" };
  if (way.store === "forwarded") return { type: "oci", attrs: { ...compression, ...attrs, tar: "false" } };
  const { name, ...others } = attrs;
  // An attestation says by its names what it is of.
  const naming: Record<string, string> =
    isAttested && name !== undefined ? { name } : { "dangling-name-prefix": way.temporaryName };
  return { type: "image", attrs: { ...compression, unpack: "true", ...naming, ...others } };
}

function noStore(): NerdError {
  return new NerdError("UNSUPPORTED", "this dockerd cannot hand over images: it has no containerd image store", {
    hint: 'set "features": { "containerd-snapshotter": true } in its daemon.json, or unset BUILDKIT_HOST',
  });
}
