import { NerdError } from "../../errors.ts";
import { formatPlatform, hostPlatform, parsePlatform } from "../../image/platform.ts";
import { type ExtraHost, parseExtraHost } from "../../network/hosts/extra-host.ts";
import type { BuildInput } from "../build-input.ts";
import { attestationAttrs } from "./attestation.ts";

/** What the host adds to a build, looked up before it is planned. */
export interface BuildSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of Docker's config.json, for builds: `HTTP_PROXY`, … */
  readonly proxyArgs: Readonly<Record<string, string>>;
  /** In place of `host-gateway`. */
  readonly resolveHosts: (hosts: readonly ExtraHost[]) => readonly ExtraHost[];
}

/** What a Dockerfile's frontend is told, but for where files are. Throws INVALID_VALUE. */
export function frontendAttrs(input: BuildInput, surroundings: BuildSurroundings): Record<string, string> {
  const { target, noCache = false, noCacheFilter = [], pull, shmBytes, cgroupParent } = input;
  const platforms = buildPlatforms(input.platforms);
  const hosts = surroundings.resolveHosts((input.addHosts ?? []).map(parseExtraHost));
  const ulimits = (input.ulimits ?? []).map(checkedUlimit);
  const skipped = noCache ? "" : noCacheFilter.flatMap((text) => text.split(",")).join(",");
  return {
    ...(target && { target }),
    ...(platforms.length > 0 && { platform: platforms.join(",") }),
    ...prefixed("build-arg", buildArgs(input.buildArgs ?? {}, surroundings)),
    ...prefixed("label", filled(input.labels ?? {})),
    ...((noCache || skipped !== "") && { "no-cache": skipped }),
    ...(pull !== undefined && { "image-resolve-mode": pull ? "pull" : "local" }),
    ...(hosts.length > 0 && { "add-hosts": hosts.map(({ name, address }) => `${name}=${address}`).join(",") }),
    ...networkAttrs(input.network),
    ...(ulimits.length > 0 && { ulimit: ulimits.join(",") }),
    ...(shmBytes !== undefined && { "shm-size": String(shmBytes) }),
    ...(cgroupParent && { "cgroup-parent": cgroupParent }),
    ...attestationAttrs(input),
  };
}

/** Each spelled out; `local` is this machine's. */
export function buildPlatforms(texts: readonly string[] = []): string[] {
  const words = texts.flatMap((text) => text.split(",")).map((word) => word.trim());
  return words.map((word) => formatPlatform(word === "local" ? hostPlatform() : parsePlatform(word)));
}

/** A variable that the environment has not keeps the Dockerfile's own default. */
function buildArgs(
  written: Readonly<Record<string, string | null>>,
  { environment, proxyArgs }: BuildSurroundings,
): Record<string, string> {
  const epoch = environment["SOURCE_DATE_EPOCH"];
  const own = Object.entries(written).flatMap(([name, text]) => {
    const value = text ?? environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...proxyArgs, ...(epoch && { SOURCE_DATE_EPOCH: epoch }), ...Object.fromEntries(own) };
}

function filled(labels: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value ?? ""]));
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}:${name}`, value]));
}

function networkAttrs(network = "default"): Record<string, string> {
  if (network === "default" || network === "") return {};
  if (network === "host" || network === "none") return { "force-network-mode": network };
  throw new NerdError("INVALID_VALUE", `a build cannot be in the network ${network}`, {
    hint: "write host or none, or leave it to the builder with default",
  });
}

function checkedUlimit(text: string): string {
  const [, name, soft, hard = soft] = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? [];
  if (name !== undefined) return `${name}=${soft}:${hard}`;
  throw new NerdError("INVALID_VALUE", `not a limit: ${text}`, {
    hint: "write NAME=SOFT[:HARD], such as nofile=1024:2048",
  });
}
