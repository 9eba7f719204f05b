import { NerdError } from "../errors.ts";
import type { Descriptor } from "../registry/descriptor.ts";

/** What a container runs on, in Go's words: `linux`, `amd64`, and for Arm a variant such as `v7`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

const architectureAliases: Readonly<Record<string, [architecture: string, variant?: string]>> = {
  x86_64: ["amd64"],
  "x86-64": ["amd64"],
  x64: ["amd64"],
  aarch64: ["arm64"],
  armhf: ["arm", "v7"],
  armel: ["arm", "v6"],
  i386: ["386"],
  ia32: ["386"],
  ppc64el: ["ppc64le"],
};

/** One spelling for each platform, so that equal ones compare equal: containerd's `platforms.Normalize`. */
export function normalPlatform({ os, architecture, variant }: Platform): Platform {
  const lower = architecture.toLowerCase();
  const [name, implied] = architectureAliases[lower] ?? [lower];
  const given = (variant ?? implied ?? "").toLowerCase().replace(/^(?=\d)/, "v");
  const known = name === "arm" && given === "" ? "v7" : given;
  const plain = (name === "arm64" && known === "v8") || (name === "amd64" && known === "v1") || known === "";
  const system = os.toLowerCase() === "macos" ? "darwin" : os.toLowerCase();
  return { os: system, architecture: name, ...(!plain && { variant: known }) };
}

/** `linux/arm/v7`, `arm64`, `linux`: a part that is left out is the host's. */
export function parsePlatform(text: string, host: Platform = hostPlatform()): Platform {
  const parts = text.split("/");
  const [first = "", second, third] = parts;
  if (parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.-]+$/.test(part))) {
    throw new NerdError("INVALID_VALUE", `not a platform: ${text}`, {
      hint: "write os/arch or os/arch/variant: linux/arm64",
    });
  }
  if (second !== undefined) return normalPlatform({ os: first, architecture: second, variant: third });
  const isSystem = ["linux", "windows", "darwin", "freebsd"].includes(first.toLowerCase());
  return normalPlatform(isSystem ? { ...host, os: first } : { os: host.os, architecture: first });
}

/** Several of them, each alone or with commas between: `linux/amd64,linux/arm64`. */
export function parsePlatforms(texts: string | readonly string[]): Platform[] {
  return [texts]
    .flat()
    .flatMap((text) => text.split(","))
    .map((text) => parsePlatform(text));
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant ? [variant] : [])].join("/");
}

/** The platform of this machine's containers. */
export function hostPlatform(architecture: string = process.arch): Platform {
  return normalPlatform({ os: "linux", architecture });
}

/** The manifest of an index that runs best on `wanted`; undefined where none does. */
export function choosePlatform(manifests: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  return suitable(manifests, wanted)[0];
}

/** Those of an index that may run on `wanted`, the best one first. */
export function suitable(manifests: readonly Descriptor[], wanted: Platform): Descriptor[] {
  const ranked = manifests
    .map((descriptor) => ({ descriptor, rank: descriptorRank(descriptor, wanted) }))
    .filter(({ rank }) => rank >= 0);
  // Sorting is stable: of equals, the first one in the index wins.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ descriptor }) => descriptor);
}

/** How far `offered` is from what `wanted` runs natively: 0 the same, more for older variants, -1 not at all. */
export function platformRank(offered: Platform, wanted: Platform): number {
  const { os, architecture, variant } = normalPlatform(offered);
  const runnable = runnableOn(normalPlatform(wanted));
  return os === wanted.os ? runnable.indexOf(variant ? `${architecture}/${variant}` : architecture) : -1;
}

/** Attestations and other artefacts in an index are no images; a manifest without a platform may be any. */
function descriptorRank({ platform, annotations }: Descriptor, wanted: Platform): number {
  if (annotations?.["vnd.docker.reference.type"] !== undefined) return -1;
  return platform === undefined ? Number.MAX_SAFE_INTEGER : platformRank(platform, wanted);
}

/** containerd's `platforms.Only`: a processor runs its own variant, then the older ones, then its 32-bit relatives. */
function runnableOn({ architecture, variant }: Platform): string[] {
  if (architecture === "arm") return armVariants(variant ?? "v7");
  if (architecture === "arm64") return [...(variant ? [`arm64/${variant}`] : []), "arm64", ...armVariants("v8")];
  if (architecture === "amd64") return [...amd64Variants(variant), "amd64", "386"];
  return [variant ? `${architecture}/${variant}` : architecture];
}

function armVariants(newest: string): string[] {
  return ["v8", "v7", "v6", "v5"].filter((variant) => variant <= newest).map((variant) => `arm/${variant}`);
}

function amd64Variants(newest = "v1"): string[] {
  return ["v4", "v3", "v2"].filter((variant) => variant <= newest).map((variant) => `amd64/${variant}`);
}
