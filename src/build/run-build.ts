import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { ContentStore } from "../buildkit/session/content.ts";
import { contentDirectory } from "../buildkit/session/content-directory.ts";
import type { SessionMethods } from "../buildkit/session/session-call.ts";
import type { SolveDraft } from "../buildkit/solve.ts";
import type { Context } from "../context.ts";
import type { BuildInput } from "./build-input.ts";
import { buildServices } from "./build-session.ts";
import { buildAgents, buildSecrets } from "./context/build-secrets.ts";
import { type CachePlaces, cachePlaces } from "./context/cache-places.ts";
import { sourcePolicy } from "./context/source-policy.ts";
import { imageWay } from "./image-way.ts";
import { openBuilder } from "./open-builder.ts";
import { type SolvePlan, solvePlan } from "./plan/solve-plan.ts";
import type { BuildProgress } from "./progress/build-progress.ts";
import { type BuiltImage, finishedBuild } from "./result/finished-build.ts";
import { outputTargets } from "./result/output-targets.ts";
import { type ReceivingStore, receivingStore } from "./result/store-image.ts";
import { temporaryImage } from "./result/temporary-image.ts";
import { buildSurroundings } from "./surroundings.ts";
import { watchedSolve } from "./watched-solve.ts";

export type BuildContext = Pick<Context, "engine" | "settings" | "emit" | "signal" | "environment" | "cwd" | "stdio">;

export interface BuildOptions extends BuildInput {
  /** Several builds that are shown as one share theirs; the caller finishes it. */
  readonly progress?: { readonly of: BuildProgress; readonly target: string | undefined } | undefined;
  /** Emit BuildKit's own messages, too. */
  readonly rawStatus?: boolean | undefined;
}

/** What is built, and what BuildKit may ask for it; the block's end removes what was made for it. */
export interface BuildSource extends AsyncDisposable {
  /** Absolute paths by the names under which BuildKit asks for them. */
  readonly directories: ReadonlyMap<string, string>;
  /** Names of those from which nothing is copied. */
  readonly onlyRead?: ReadonlySet<string> | undefined;
  /** The same for the same directories. */
  readonly sharedKey: string;
  readonly stores: ReadonlyMap<string, ContentStore>;
  readonly methods: SessionMethods;
  request(plan: SolvePlan, caches: CachePlaces): SolveDraft;
}

/** Builds a source to the outputs of its options. What is written wrongly is said before anything is started. */
export async function runBuild(
  context: BuildContext,
  options: BuildOptions,
  openSource: () => Promise<BuildSource>,
): Promise<BuiltImage> {
  const { cwd, settings } = context;
  const surroundings = await buildSurroundings(context);
  const presumed = solvePlan(options, surroundings, usualWay);
  if (options.iidFile !== undefined) await rm(resolve(cwd, options.iidFile), { force: true });
  await using source = await openSource();
  const secrets = await buildSecrets(context, options);
  const agents = await buildAgents(context, options.ssh ?? []);
  const { sourcePolicyFile } = options;
  const policy = sourcePolicyFile === undefined ? undefined : await sourcePolicy(cwd, sourcePolicyFile);
  using opened = await openBuilder(context, options);
  // Files come the same way from every builder, which need not be asked then.
  const isOfFiles = presumed.exporters.every(({ type }) => type === "local" || type === "tar");
  const way = isOfFiles ? usualWay : await imageWay(context, opened.builder);
  const plan = isOfFiles ? presumed : solvePlan(options, surroundings, way);
  const caches = await cachePlaces(context, plan);
  await using receiving = plan.image?.way === "forwarded" ? await receivingStore(context) : undefined;
  await using temporary = plan.image?.way === "shared" ? temporaryImage(context, way.temporaryName) : undefined;
  const services = buildServices(
    { settings },
    {
      ...{ directories: source.directories, onlyRead: source.onlyRead },
      ...{ secrets, agents },
      stores: new Map([...source.stores, ...caches.stores, ...exportStore(cwd, plan, receiving)]),
      targets: outputTargets(context, plan.receivers),
    },
  );
  const solved = await watchedSolve(context, opened.builder, options, {
    request: { ...source.request(plan, caches), ...(policy && { sourcePolicy: policy }) },
    methods: new Map([...services, ...source.methods]),
    sharedKey: source.sharedKey,
    directories: source.directories,
  });
  await caches.finish(solved.exporterResponse);
  return await finishedBuild(context, options, { plan, solved, receiving, temporary });
}

const usualWay = { store: "shared", temporaryName: "" } as const;

function exportStore(
  cwd: string,
  { layout }: SolvePlan,
  receiving: ReceivingStore | undefined,
): readonly (readonly [string, ContentStore])[] {
  if (layout !== undefined) return [["export", contentDirectory(resolve(cwd, layout))]];
  return receiving === undefined ? [] : [["export", receiving.content.store]];
}
