import { pluginBinary } from "../cni/plugin-binary.ts";
import type { Context } from "../context.ts";
import { isNerdError, type NerdError } from "../errors.ts";
import { hostPlatform } from "../image/platform.ts";
import { version } from "../version.ts";
import { programOutput, versionIn } from "./program-version.ts";

export interface Component {
  readonly name: string;
  readonly version: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface Versions {
  readonly client: {
    readonly version: string;
    readonly runtime: string;
    readonly os: string;
    readonly architecture: string;
  };
  /** containerd first; undefined where it does not answer. */
  readonly server: readonly Component[] | undefined;
  /** Why it does not. */
  readonly failure: NerdError | undefined;
}

type VersionContext = Pick<Context, "engine" | "settings" | "signal">;

export async function readVersions(context: VersionContext): Promise<Versions> {
  const { os, architecture } = hostPlatform();
  const client = { version, runtime: runtimeName(), os, architecture };
  try {
    const containerd = await containerdVersion(context);
    const others = await Promise.all([runcVersion(context), cniVersion(context), buildkitVersion(context)]);
    return {
      client,
      server: [containerd, ...others.filter((component) => component !== undefined)],
      failure: undefined,
    };
  } catch (error) {
    if (!isNerdError(error)) throw error;
    return { client, server: undefined, failure: error };
  }
}

async function containerdVersion({ engine, signal }: VersionContext): Promise<Component> {
  const { version, revision } = await engine.introspection.version({ signal });
  return { name: "containerd", version, details: { GitCommit: revision } };
}

async function runcVersion({ settings }: VersionContext): Promise<Component | undefined> {
  const text = await programOutput("runc", ["--version"], settings.programDirs);
  const found = versionIn(text);
  if (found === undefined) return undefined;
  const commit = /^commit: (.+)$/m.exec(text)?.[1];
  return { name: "runc", version: found, details: commit === undefined ? {} : { GitCommit: commit } };
}

/** Debian's builds know no version of their own, so the newest protocol that they speak is told too. */
async function cniVersion({ settings }: VersionContext): Promise<Component | undefined> {
  const bridge = await pluginBinary("bridge", settings.cni.pluginDirs).catch(() => undefined);
  if (bridge === undefined) return undefined;
  const text = await programOutput(bridge, [], settings.programDirs);
  const protocol = /supported:.*[ ,]([\d.]+)\s*$/m.exec(text)?.[1];
  const version = /plugin (?:version )?v?(\d\S*)/.exec(text)?.[1] ?? "unknown";
  return { name: "CNI plugins", version, details: protocol === undefined ? {} : { Protocol: protocol } };
}

/** Builds need it, nothing else does. */
async function buildkitVersion({ settings }: VersionContext): Promise<Component | undefined> {
  const found = versionIn(await programOutput("buildkitd", ["--version"], settings.programDirs));
  return found ? { name: "BuildKit", version: found, details: {} } : undefined;
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions;
  if (bun) return `Bun ${bun}`;
  return deno ? `Deno ${deno}` : `Node ${node}`;
}
