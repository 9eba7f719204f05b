import type { BuildInput } from "../../build/build-input.ts";
import { NerdError } from "../../errors.ts";
import { imageLabels } from "../labels.ts";
import { imageNameOf } from "../names.ts";
import type { Build, FileMount, Project } from "../project.ts";

/** What the command line adds to what a service's `build` says. */
export interface BuildChoices {
  readonly args: Readonly<Record<string, string | null>>;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly push: boolean;
  readonly ssh: readonly string[];
  readonly provenance: string | undefined;
  readonly sbom: string | undefined;
}

/** A service's `build` as the builder takes it. Throws UNSUPPORTED for secrets that are kept elsewhere. */
export function buildInput(project: Project, serviceName: string, choices: Partial<BuildChoices> = {}): BuildInput {
  const service = project.services[serviceName] ?? {};
  const build: Build = service.build ?? {};
  const { secrets = [], ulimits = {} } = build;
  return {
    context: build.context || ".",
    file: build.dockerfile_inline ? undefined : build.dockerfile || undefined,
    dockerfile: build.dockerfile_inline || undefined,
    tags: [imageNameOf(project, serviceName, service), ...(build.tags ?? [])],
    target: build.target || undefined,
    buildArgs: { ...build.args, ...choices.args },
    labels: { ...build.labels, ...imageLabels(project, serviceName) },
    platforms: build.platforms ?? (service.platform ? [service.platform] : []),
    cacheFrom: build.cache_from ?? [],
    cacheTo: build.cache_to ?? [],
    secrets: secrets.flatMap((secret) => fileSecret(project, secret)),
    secretValues: new Map(secrets.flatMap((secret) => valueSecret(project, secret))),
    ssh: [
      ...Object.entries(build.ssh ?? {}).map(([id, path]) => (path ? `${id}=${path}` : id)),
      ...(choices.ssh ?? []),
    ],
    buildContexts: build.additional_contexts ?? {},
    allow: [...(build.entitlements ?? []), ...(build.privileged ? ["security.insecure"] : [])],
    addHosts: Object.entries(build.extra_hosts ?? {}).flatMap(([host, addresses]) =>
      addresses.map((address) => `${host}=${address}`),
    ),
    network: build.network || "default",
    ulimits: Object.entries(ulimits).map(
      ([name, { single, soft = single, hard = single }]) => `${name}=${soft}:${hard}`,
    ),
    shmBytes: build.shm_size,
    noCache: choices.noCache || build.no_cache,
    noCacheFilter: build.no_cache_filter ?? [],
    ...((choices.pull || build.pull) && { pull: true }),
    provenance: choices.provenance ?? build.provenance,
    sbom: choices.sbom ?? build.sbom,
    push: choices.push ?? false,
  };
}

function fileSecret(project: Project, { source = "", target }: FileMount): string[] {
  const { file } = project.secrets[source] ?? {};
  return file ? [`id=${target || source},src=${file}`] : [];
}

function valueSecret(
  project: Project,
  { source = "", target }: FileMount,
): (readonly [string, () => Promise<Uint8Array>])[] {
  const { file, content, environment, external } = project.secrets[source] ?? {};
  if (file) return [];
  if (external)
    throw new NerdError("UNSUPPORTED", `secrets.${source}: external is not supported: nobody keeps secrets here`);
  const text = content ?? project.environment[environment ?? ""] ?? "";
  return [[target || source, async () => new TextEncoder().encode(text)]];
}
