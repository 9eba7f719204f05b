import { resolve } from "node:path";
import type { BuilderTls } from "../buildkit/address.ts";
import { NerdError } from "../errors.ts";
import type { BuildInput } from "./build-input.ts";
import type { BuildOptions } from "./run-build.ts";

/** The flags of `build`, as its table reads them. */
export interface BuildFlags {
  readonly context: string;
  readonly addHost: readonly string[];
  readonly allow: readonly string[];
  readonly annotation: readonly string[];
  readonly attest: readonly string[];
  readonly buildArg: Readonly<Record<string, string | null>>;
  readonly buildContext: Readonly<Record<string, string | null>>;
  readonly builder: string | undefined;
  readonly buildkitHost: string | undefined;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly cgroupParent: string | undefined;
  readonly file: string | undefined;
  readonly iidfile: string | undefined;
  readonly label: Readonly<Record<string, string | null>>;
  readonly load: boolean;
  readonly metadataFile: string | undefined;
  readonly network: string;
  readonly noCache: boolean;
  readonly noCacheFilter: readonly string[];
  readonly output: readonly string[];
  readonly platform: readonly string[];
  readonly progress: string;
  readonly provenance: string | undefined;
  readonly pull: boolean;
  readonly push: boolean;
  readonly sbom: string | undefined;
  readonly secret: readonly string[];
  readonly shmSize: number | undefined;
  readonly sourcePolicyFile: string | undefined;
  readonly ssh: readonly string[];
  readonly tag: readonly string[];
  readonly target: string | undefined;
  readonly tlscacert: string | undefined;
  readonly tlscert: string | undefined;
  readonly tlskey: string | undefined;
  readonly tlsservername: string | undefined;
  readonly ulimit: readonly string[];
}

/** What the flags of `build` mean. Throws UNSUPPORTED for a builder's name. */
export function flagInput(cwd: string, flags: BuildFlags): BuildInput & Pick<BuildOptions, "rawStatus"> {
  const { provenance, sbom, attest, target, cgroupParent, ssh, file, load, push, network, noCache } = flags;
  return {
    ...{
      context: flags.context,
      provenance,
      sbom,
      attest,
      target,
      cgroupParent,
      ssh,
      file,
      load,
      push,
      network,
      noCache,
    },
    ...{ noCacheFilter: flags.noCacheFilter, allow: flags.allow, addHosts: flags.addHost, ulimits: flags.ulimit },
    ...{ tags: flags.tag, buildArgs: flags.buildArg, labels: flags.label, platforms: flags.platform },
    ...{ cacheFrom: flags.cacheFrom, cacheTo: flags.cacheTo, secrets: flags.secret, buildContexts: flags.buildContext },
    ...{ outputs: flags.output, annotations: flags.annotation, shmBytes: flags.shmSize },
    ...{ sourcePolicyFile: flags.sourcePolicyFile, iidFile: flags.iidfile, metadataFile: flags.metadataFile },
    // Off is Docker's default, and leaves it to the builder.
    pull: flags.pull || undefined,
    host: builderHost(flags),
    tls: builderTls(cwd, flags),
    rawStatus: flags.progress === "rawjson",
  };
}

/** buildx has names for its builders; here they go by their addresses. */
function builderHost({ builder, buildkitHost }: BuildFlags): string | undefined {
  if (builder === undefined || builder === "default") return buildkitHost;
  if (/^[a-z+-]+:\/\/|^\//.test(builder)) return buildkitHost ?? builder;
  throw new NerdError("UNSUPPORTED", `builders have no names here: ${builder}`, {
    hint: "give its address: --buildkit-host unix://PATH, docker://PATH or tcp://HOST:PORT",
  });
}

function builderTls(cwd: string, flags: BuildFlags): BuilderTls | undefined {
  const { tlscacert, tlscert, tlskey, tlsservername } = flags;
  const path = (text: string | undefined) => (text === undefined ? undefined : resolve(cwd, text));
  if ([tlscacert, tlscert, tlskey, tlsservername].every((text) => text === undefined)) return undefined;
  return { ca: path(tlscacert), cert: path(tlscert), key: path(tlskey), serverName: tlsservername };
}
