import { resolve } from "node:path";
import { tagLayout } from "../../buildkit/layout-index.ts";
import type { Solved } from "../../buildkit/solve.ts";
import type { Context } from "../../context.ts";
import type { Image } from "../../image/image.ts";
import { pushImage } from "../../image/push/push.ts";
import { replaceFile } from "../../store/atomic-file.ts";
import type { BuildInput } from "../build-input.ts";
import { buildPlatforms } from "../plan/frontend-attrs.ts";
import type { SolvePlan } from "../plan/solve-plan.ts";
import { exportedDescriptor, exportedId, metadataJson } from "./exported-image.ts";
import { type ReceivingStore, readyImage, recordReceived } from "./store-image.ts";
import type { TemporaryImage } from "./temporary-image.ts";

type FinishContext = Pick<Context, "engine" | "settings" | "emit" | "signal" | "cwd">;

export interface BuiltImage {
  /** BuildKit's reference of this build, for its history. */
  readonly ref: string;
  /** Docker's image ID; undefined where no image came out. */
  readonly id: string | undefined;
  /** Of the manifest or index. */
  readonly digest: string | undefined;
  /** As it is in the store here, ready to run; undefined where the outputs were others. */
  readonly image: Image | undefined;
  readonly exporterResponse: Readonly<Record<string, string>>;
}

interface Finishing {
  readonly plan: SolvePlan;
  readonly solved: Solved;
  readonly receiving: ReceivingStore | undefined;
  readonly temporary: TemporaryImage | undefined;
}

/** Makes of what the builder has made what was asked for: names here, a push, files that say what it is. */
export async function finishedBuild(
  context: FinishContext,
  options: BuildInput,
  { plan, solved, receiving, temporary }: Finishing,
): Promise<BuiltImage> {
  const { cwd } = context;
  const { ref } = solved;
  const names = namesOf(context, plan, solved.exporterResponse);
  const response: Solved["exporterResponse"] = {
    ...solved.exporterResponse,
    ...(names.length > 0 && { "image.name": names.join(",") }),
  };
  const { image: expected, layout } = plan;
  const target = exportedDescriptor(response);
  const id = exportedId(response);
  const built = { ref, id, digest: target?.digest ?? response["containerimage.digest"], exporterResponse: response };
  if (layout !== undefined && target !== undefined) {
    const tags = (options.tags ?? []).map((tag) => /:([\w.-]+)$/.exec(tag)?.[1] ?? "latest");
    for (const tag of tags.length > 0 ? tags : ["latest"]) await tagLayout(resolve(cwd, layout), tag, target);
  }
  let image: Image | undefined;
  if (expected !== undefined && names.length > 0) {
    if (receiving !== undefined && target !== undefined) await recordReceived(context, receiving, { names, target });
    await temporary?.name(names);
    image = await readyImage(context, names[0]!, buildPlatforms(options.platforms));
    for (const reference of expected.pushes ? expected.names : [])
      await pushImage(context, { reference, allPlatforms: true });
  }
  if (options.metadataFile !== undefined) {
    const text = `${JSON.stringify(metadataJson(response, ref), null, 2)}\n`;
    await replaceFile(resolve(cwd, options.metadataFile), text, { mode: 0o644 });
  }
  if (options.iidFile !== undefined && id !== undefined) {
    await replaceFile(resolve(cwd, options.iidFile), id, { mode: 0o644 });
  }
  return { ...built, image };
}

/** An image without a name has one by its digest, as those have that are loaded without. */
function namesOf(
  { engine }: FinishContext,
  { image }: SolvePlan,
  response: Readonly<Record<string, string>>,
): readonly string[] {
  if (image === undefined || image.names.length > 0) return image?.names ?? [];
  const digest = response["containerimage.digest"];
  return digest === undefined ? [] : [`${engine.snapshotter}@${digest}`];
}
