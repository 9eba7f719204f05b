import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { replaceFile } from "../../store/atomic-file.ts";
import { buildImage } from "../build-image.ts";
import type { BuildInput } from "../build-input.ts";
import { buildProgress } from "../progress/build-progress.ts";
import { metadataJson } from "../result/exported-image.ts";
import type { BuiltImage } from "../result/finished-build.ts";
import type { BuildContext } from "../run-build.ts";
import { bakeInput } from "./bake-input.ts";
import { type BakePlan, linkedTargets } from "./bake-plan.ts";

export interface BakeOptions {
  /** For every target, over what it says. */
  readonly input?: Partial<BuildInput> | undefined;
  /** Further options of single targets, such as secrets that are values. */
  readonly extras?: ReadonlyMap<string, Partial<BuildInput>> | undefined;
  readonly rawStatus?: boolean | undefined;
  /** Where what is known of the results is written, by target. */
  readonly metadataFile?: string | undefined;
}

/**
 * Builds the targets that a plan asks for, all at once, their steps numbered as of one build. One that is another's context comes first,
 * and is handed over as an OCI layout, which every BuildKit takes. The first failure ends the others, and is thrown.
 */
export async function bake(
  context: BuildContext,
  plan: BakePlan,
  options: BakeOptions = {},
): Promise<ReadonlyMap<string, BuiltImage>> {
  const { emit, cwd } = context;
  const progress = buildProgress({ emit, build: "bake", isRaw: options.rawStatus });
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  await using links = new Links(plan, async (name, input) => {
    const shown = plan.targets.size > 1 ? name : undefined;
    return await buildImage({ ...context, signal }, { ...input, progress: { of: progress, target: shown } });
  });
  const build = async (name: string) => await links.build(name, options);
  let failure: unknown;
  const results = await Promise.allSettled(
    plan.asked.map(async (name) => {
      try {
        return [name, await build(name)] as const;
      } catch (error) {
        failure ??= error;
        ending.abort(error);
        throw error;
      }
    }),
  );
  if (failure !== undefined) throw progress.finish(failure);
  progress.finish();
  const built = new Map(results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
  if (options.metadataFile !== undefined) {
    const known = [...built].map(([name, { exporterResponse, ref }]) => [name, metadataJson(exporterResponse, ref)]);
    const text = `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`;
    await replaceFile(resolve(cwd, options.metadataFile), text, { mode: 0o644 });
  }
  return built;
}

type BuildTarget = (name: string, input: BuildInput) => Promise<BuiltImage>;

/** Results of targets that are contexts of others, each built once, below a directory that the block's end removes. */
class Links implements AsyncDisposable {
  readonly #plan: BakePlan;
  readonly #build: BuildTarget;
  readonly #layouts = new Map<string, Promise<string>>();
  readonly #directories: string[] = [];

  constructor(plan: BakePlan, build: BuildTarget) {
    this.#plan = plan;
    this.#build = build;
  }

  async build(name: string, options: BakeOptions): Promise<BuiltImage> {
    return await this.#build(name, { ...(await this.#input(name, options)), ...options.input });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#layouts.values());
    for (const directory of this.#directories) await rm(directory, { recursive: true, force: true });
  }

  async #input(name: string, options: BakeOptions): Promise<BuildInput> {
    const target = this.#plan.targets.get(name)!;
    const linked = [...new Set(linkedTargets(target))];
    const places = await Promise.all(linked.map(async (each) => [`target:${each}`, await this.#layout(each, options)]));
    const placeOf = new Map(places as [string, string][]); // Pairs, as they were made.
    const contexts = Object.entries(target.contexts ?? {}).map(([key, place]) => [
      key,
      placeOf.get(place ?? "") ?? place,
    ]);
    return { ...bakeInput({ ...target, contexts: Object.fromEntries(contexts) }), ...options.extras?.get(name) };
  }

  /** `oci-layout://DIRECTORY@DIGEST`. */
  async #layout(name: string, options: BakeOptions): Promise<string> {
    const known = this.#layouts.get(name);
    if (known !== undefined) return await known;
    const made = this.#makeLayout(name, options);
    this.#layouts.set(name, made);
    return await made;
  }

  async #makeLayout(name: string, options: BakeOptions): Promise<string> {
    const input = await this.#input(name, options);
    const directory = await mkdtemp(join(tmpdir(), "nerdsh-bake-"));
    this.#directories.push(directory);
    const { noCache, pull, host, tls } = options.input ?? {};
    const { digest } = await this.#build(name, {
      ...input,
      ...{ host, tls, noCache: noCache ?? input.noCache, pull: pull ?? input.pull },
      // Not the result that was asked for, only what others start from.
      ...{ tags: [], annotations: [], cacheTo: [], attest: [], provenance: "false", push: false, load: false },
      outputs: [`type=oci,tar=false,compression=uncompressed,dest=${directory}`],
    });
    return `oci-layout://${directory}@${digest}`;
  }
}
