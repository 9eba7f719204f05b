import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Builder } from "../buildkit/builder.ts";
import { tagLayout } from "../buildkit/layout-index.ts";
import type { ContentStore } from "../buildkit/session/content.ts";
import { contentDirectory } from "../buildkit/session/content-directory.ts";
import { type Solved, solve } from "../buildkit/solve.ts";
import type { Context } from "../context.ts";
import type { Image } from "../image/image.ts";
import { pushImage } from "../image/push/push.ts";
import { resolveExtraHosts } from "../network/hosts/extra-host.ts";
import { replaceFile } from "../store/atomic-file.ts";
import type { BuildInput } from "./build-input.ts";
import { buildServices } from "./build-session.ts";
import { buildFiles } from "./context/build-files.ts";
import { buildAgents, buildSecrets } from "./context/build-secrets.ts";
import { cachePlaces } from "./context/cache-places.ts";
import { proxyArgs } from "./context/proxy-args.ts";
import { imageWay } from "./image-way.ts";
import { openBuilder } from "./open-builder.ts";
import { buildPlatforms } from "./plan/frontend-attrs.ts";
import { type SolvePlan, solveDraft, solvePlan } from "./plan/solve-plan.ts";
import { type BuildProgress, buildProgress } from "./progress/build-progress.ts";
import { exportedDescriptor, exportedId, metadataJson } from "./result/exported-image.ts";
import { outputTargets } from "./result/output-targets.ts";
import { type ReceivingStore, readyImage, receivingStore, recordReceived } from "./result/store-image.ts";

export type BuildContext = Pick<Context, "engine" | "settings" | "emit" | "signal" | "environment" | "cwd" | "stdio">;

export interface BuildOptions extends BuildInput {
  /** Several builds that are shown as one share theirs; the caller finishes it. */
  readonly progress?: { readonly of: BuildProgress; readonly target: string } | undefined;
  /** Emit BuildKit's own messages, too. */
  readonly rawStatus?: boolean | undefined;
}

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

/**
 * Builds a Dockerfile to its outputs: by default an image in the store here, unpacked, with all its names. Emits `build.*`. Throws
 * BUILD_FAILED with the Dockerfile's lines and the last output, CONTEXT_NOT_FOUND, DOCKERFILE_NOT_FOUND, SECRET_UNAVAILABLE,
 * INVALID_VALUE, BUILDER_UNAVAILABLE, DISK_FULL. Cancelled, the build ends at the builder too; a name is set last, to a whole image.
 */
export async function buildImage(context: BuildContext, options: BuildOptions): Promise<BuiltImage> {
  const { cwd } = context;
  const surroundings = {
    environment: context.environment,
    proxyArgs: await proxyArgs(context.settings),
    resolveHosts: (hosts: Parameters<typeof resolveExtraHosts>[0]) => resolveExtraHosts(hosts, context.settings),
  };
  solvePlan(options, surroundings, usualWay); // What is written wrongly is said before anything is started.
  if (options.iidFile !== undefined) await rm(resolve(cwd, options.iidFile), { force: true });
  await using files = await buildFiles(context, options);
  const secrets = await buildSecrets(context, options);
  const agents = await buildAgents(context, options.ssh ?? []);
  using opened = await openBuilder(context, options);
  const { builder } = opened;
  const way = await imageWay(context, builder, options.tags ?? []);
  const plan = solvePlan(options, surroundings, way);
  const caches = await cachePlaces(context, plan);
  await using receiving = plan.image?.way === "forwarded" ? await receivingStore(context) : undefined;
  const methods = buildServices(context, {
    directories: files.directories,
    ...{ secrets, agents },
    stores: new Map([...files.stores, ...caches.stores, ...exportStore(cwd, plan, receiving)]),
    targets: outputTargets(context, plan.receivers),
  });
  const draft = solveDraft(plan, files.attrs, caches);
  const solved = await watchedSolve(context, builder, options, {
    request: draft,
    methods: new Map([...methods, ...files.methods]),
    sharedKey: files.sharedKey,
  });
  await caches.finish(solved.exporterResponse);
  return await finished(context, options, { plan, solved, receiving });
}

const usualWay = { store: "shared", builderPushes: true, snapshotter: "overlayfs", insecureRegistry: false } as const;

function exportStore(
  cwd: string,
  { layout }: SolvePlan,
  receiving: ReceivingStore | undefined,
): readonly (readonly [string, ContentStore])[] {
  if (layout !== undefined) return [["export", contentDirectory(resolve(cwd, layout))]];
  return receiving === undefined ? [] : [["export", receiving.content.store]];
}

interface WatchedSolve {
  readonly request: Parameters<typeof solve>[1];
  readonly methods: Parameters<typeof solve>[2]["methods"];
  readonly sharedKey: string;
}

async function watchedSolve(
  { emit, signal }: BuildContext,
  builder: Builder,
  { progress: shared, rawStatus = false, tags = [] }: BuildOptions,
  { request, methods, sharedKey }: WatchedSolve,
): Promise<Solved> {
  const ref = randomBytes(16).toString("hex");
  const own = shared ? undefined : buildProgress({ emit, build: tags[0] ?? "build", isRaw: rawStatus });
  const onStatus = shared ? shared.of.listen(shared.target) : own!.listen();
  try {
    const solved = await solve(builder, { ...request, ref }, { methods, sharedKey, signal, onStatus });
    own?.finish();
    return solved;
  } catch (error) {
    throw own ? own.finish(error) : error;
  }
}

interface Finishing {
  readonly plan: SolvePlan;
  readonly solved: Solved;
  readonly receiving: ReceivingStore | undefined;
}

async function finished(
  context: BuildContext,
  options: BuildOptions,
  { plan, solved, receiving }: Finishing,
): Promise<BuiltImage> {
  const { cwd } = context;
  const { ref, exporterResponse: response } = solved;
  const { image: expected, layout } = plan;
  const target = exportedDescriptor(response);
  const id = exportedId(response);
  const built = { ref, id, digest: target?.digest ?? response["containerimage.digest"], exporterResponse: response };
  if (layout !== undefined && target !== undefined) {
    const names = (options.tags ?? []).map((tag) => /:([\w.-]+)$/.exec(tag)?.[1] ?? "latest");
    for (const tag of names.length > 0 ? names : ["latest"]) await tagLayout(resolve(cwd, layout), tag, target);
  }
  const names = namesOf(context, plan, response);
  let image: Image | undefined;
  if (expected !== undefined && names.length > 0) {
    if (receiving !== undefined && target !== undefined) await recordReceived(context, receiving, { names, target });
    image = await readyImage(context, names[0]!, buildPlatforms(options.platforms));
    for (const reference of expected.pushes ? expected.names : [])
      await pushImage(context, { reference, allPlatforms: true });
  }
  if (options.metadataFile !== undefined) {
    const said = names.length > 0 ? { "image.name": names.join(","), ...response } : response;
    const text = `${JSON.stringify(metadataJson(said, ref), null, 2)}\n`;
    await replaceFile(resolve(cwd, options.metadataFile), text, { mode: 0o644 });
  }
  if (options.iidFile !== undefined && id !== undefined) {
    await replaceFile(resolve(cwd, options.iidFile), id, { mode: 0o644 });
  }
  return { ...built, image };
}

/** An image without a name has one by its digest, as those have that are loaded without. */
function namesOf(
  { engine }: BuildContext,
  { image }: SolvePlan,
  response: Readonly<Record<string, string>>,
): readonly string[] {
  if (image === undefined || image.names.length > 0) return image?.names ?? [];
  const digest = response["containerimage.digest"];
  return response["image.name"]?.split(",") ?? (digest === undefined ? [] : [`${engine.snapshotter}@${digest}`]);
}
