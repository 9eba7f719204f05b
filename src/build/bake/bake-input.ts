import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { parseBytes } from "../../units.ts";
import type { BuildInput } from "../build-input.ts";
import { isRemote } from "../context/context-place.ts";
import type { BakeTarget } from "./bake-fields.ts";

/** A target as a build takes it. Throws INVALID_VALUE. */
export function bakeInput(target: BakeTarget): BuildInput {
  const { dockerfile, "dockerfile-inline": inline, "shm-size": shmSize } = target;
  const context = callersPath(target.context ?? ".");
  const shmBytes = shmSize === undefined ? undefined : parseBytes(shmSize);
  if (shmSize !== undefined && shmBytes === undefined)
    throw new NerdError("INVALID_VALUE", `shm-size is not a size: ${shmSize}`);
  // A bake file's Dockerfile lies in the context, not in the caller's directory.
  const isElsewhere = isRemote(context) || context === "-" || /^(?:\/|cwd:\/\/)/.test(dockerfile ?? "");
  const file = !dockerfile ? undefined : isElsewhere ? callersPath(dockerfile) : join(context, dockerfile);
  const contexts = Object.entries(target.contexts ?? {}).filter(([, place]) => place !== "");
  const buildContexts = Object.fromEntries(contexts.map(([name, place]) => [name, place && callersPath(place)]));
  return {
    context,
    ...(inline === undefined ? { file } : { dockerfile: inline }),
    ...{ tags: target.tags, target: target.target, buildArgs: target.args, labels: target.labels },
    ...{ platforms: target.platforms, cacheFrom: target["cache-from"], cacheTo: target["cache-to"] },
    ...{ secrets: target.secret, ssh: target.ssh, outputs: target.output, annotations: target.annotations },
    ...{ buildContexts, allow: target.entitlements, network: target.network, shmBytes },
    ...{ attest: target.attest ?? [], ulimits: target.ulimits, noCache: target["no-cache"] },
    ...{ noCacheFilter: target["no-cache-filter"], pull: target.pull },
    addHosts: Object.entries(target["extra-hosts"] ?? {}).map(([host, address]) => `${host}=${address}`),
  };
}

/** A path that is the caller's wherever the bake file comes from, which here all are: `cwd://PATH`. */
export function callersPath(path: string): string {
  return path.startsWith("cwd://") ? path.slice("cwd://".length) || "." : path;
}

/** The other way round, for targets that come from elsewhere, such as a compose file's services. */
export function bakeTarget(input: BuildInput): BakeTarget {
  const hosts = (input.addHosts ?? []).map((text) => text.split(/=(.*)/s).slice(0, 2));
  const contexts = Object.entries(input.buildContexts ?? {}).map(([name, place]) => {
    return [name, place?.replace(/^service:/, "target:") ?? null] as const;
  });
  const target = {
    ...{ context: input.context, dockerfile: input.file, target: input.target, network: input.network },
    ...{ args: input.buildArgs, labels: input.labels, contexts: Object.fromEntries(contexts) },
    "dockerfile-inline": typeof input.dockerfile === "string" ? input.dockerfile : undefined,
    ...{ tags: input.tags, platforms: input.platforms, secret: input.secrets, ssh: input.ssh },
    ...{ "cache-from": input.cacheFrom, "cache-to": input.cacheTo, entitlements: input.allow, ulimits: input.ulimits },
    ...{ "no-cache": input.noCache, "no-cache-filter": input.noCacheFilter, pull: input.pull },
    "shm-size": input.shmBytes === undefined ? undefined : String(input.shmBytes),
    "extra-hosts": Object.fromEntries(hosts),
  };
  return Object.fromEntries(Object.entries(target).filter(([, value]) => isSaid(value))) as BakeTarget;
}

function isSaid(value: unknown): boolean {
  if (value === undefined || value === false || value === "default") return false;
  return typeof value !== "object" || value === null || Object.keys(value).length > 0;
}
