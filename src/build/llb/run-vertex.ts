import type { ExecOp, Mount } from "../../buildkit/protocol.ts";
import { NerdError } from "../../errors.ts";
import type { Draft } from "../../rpc/typed-method.ts";
import { type LlbMount, ssh as sshMount } from "./mounts.ts";
import { absolutePath } from "./paths.ts";
import { opPlatform } from "./platform.ts";
import type { RunOptions } from "./run-options.ts";
import type { StateFacts } from "./state.ts";
import { stepFacts } from "./step-options.ts";
import type { Output, Vertex } from "./vertex.ts";

export interface RunOutputs {
  readonly root: Output | undefined;
  readonly mounts: ReadonlyMap<string, Output>;
}

const defaultAgent = "/run/buildkit/ssh_agent.0";

type Place = (output: Output | undefined) => number;

interface PlannedMount {
  readonly dest: string;
  readonly input: Output | undefined;
  /** Whether what is written to it is one of the step's outputs. */
  readonly isOutput: boolean;
  readonly caps: readonly string[];
  readonly op: Draft<Mount>;
}

/** The step that runs a command, and the file systems that it leaves. Throws INVALID_VALUE for a command without words. */
export function runVertex(facts: StateFacts, command: string | readonly string[], options: RunOptions): RunOutputs {
  const args = typeof command === "string" ? ["/bin/sh", "-c", command] : [...command];
  if (args.length === 0 || args[0] === "") throw new NerdError("INVALID_VALUE", "a command to run has no words");
  const mounts = plannedMounts(facts, options);
  const { network = "sandbox", security = "sandbox" } = options;
  const exec = {
    meta: execMeta(facts, args, options),
    network: networkModes[network],
    security: security === "insecure" ? "INSECURE" : "SANDBOX",
    secretenv: sortedEntries(options.secretEnv).map(([name, id]) => ({ id, name })),
  } as const;
  const vertex: Vertex = {
    ...stepFacts(options, [...execCaps(options), ...mounts.flatMap(({ caps }) => caps)]),
    inputs: mounts.flatMap(({ input }) => input ?? []),
    op: (place) => ({ exec: { ...exec, mounts: opMounts(mounts, place) }, ...opPlatform(facts.platform) }),
  };
  const outputs = mounts.filter(({ isOutput }) => isOutput);
  const byPath = new Map(outputs.map(({ dest }, index) => [dest, { vertex, index }]));
  const root = byPath.get("/") ?? facts.output;
  byPath.delete("/");
  return { root, mounts: byPath };
}

const networkModes = { sandbox: "UNSET", host: "HOST", none: "NONE" } as const;

function execMeta(
  facts: StateFacts,
  args: readonly string[],
  options: RunOptions,
): ExecOp["meta"] extends infer T ? Draft<T> : never {
  const env: Record<string, string> = { ...facts.environment, ...options.env };
  const agent = agentPath(facts, options);
  if (agent !== undefined) env["SSH_AUTH_SOCK"] ??= agent;
  return {
    args,
    env: sortedEntries(env).map(([name, value]) => `${name}=${value}`),
    cwd: absolutePath(facts.directory, options.cwd ?? "."),
    user: options.user ?? facts.userName,
    hostname: options.hostname ?? "",
    extraHosts: sortedEntries(options.addHosts).map(([host, ip]) => ({ host, ip })),
    ulimit: sortedEntries(options.ulimit).map(([name, limit]) => {
      const [soft, hard] = typeof limit === "number" ? [limit, limit] : limit;
      return { name, soft, hard };
    }),
    removeMountStubsRecursive: true, // Not asked for as a capability: what does not know it passes it over.
    validExitCodes: options.validExitCodes ?? [],
  };
}

/** The root first, then the others by path: so they have the same places whatever order they were written in. */
function plannedMounts(facts: StateFacts, { readonlyRoot = false, mounts = {}, ssh, cwd }: RunOptions): PlannedMount[] {
  const root: PlannedMount = {
    dest: "/",
    input: facts.output,
    isOutput: !readonlyRoot,
    caps: facts.output === undefined ? [] : ["exec.mount.bind"],
    op: { readonly: readonlyRoot },
  };
  const directory = absolutePath(facts.directory, cwd ?? ".");
  const asked = Object.entries(mounts).map(([path, mount]) => plannedMount(absolutePath(directory, path), mount));
  const agent =
    ssh === undefined || ssh === false ? [] : [plannedMount(defaultAgent, sshMount(ssh === true ? "default" : ssh))];
  const others = [...asked, ...agent].sort((a, b) => Buffer.compare(Buffer.from(a.dest), Buffer.from(b.dest)));
  const twice = others.find(({ dest }, i) => dest === "/" || dest === others[i + 1]?.dest);
  if (twice) throw new NerdError("INVALID_VALUE", `two mounts at one path: ${twice.dest}`);
  return [root, ...others];
}

function plannedMount(dest: string, mount: LlbMount): PlannedMount {
  const none = { dest, input: undefined, isOutput: false };
  switch (mount.kind) {
    case "bind": {
      const { state, source, writable } = mount;
      const caps = ["exec.mount.bind", ...(source === "" ? [] : ["exec.mount.selector"])];
      return { dest, input: state.output, isOutput: writable, caps, op: { selector: source, readonly: !writable } };
    }
    case "cache": {
      const { id, from, sharing = "shared" } = mount;
      const cacheOpt = { id, sharing: cacheSharing[sharing] };
      const caps = ["exec.mount.cache", "exec.mount.cache.sharing"];
      return { ...none, input: from?.output, caps, op: { mountType: "CACHE", cacheOpt } };
    }
    case "tmpfs": {
      const caps = ["exec.mount.tmpfs", ...(mount.sizeBytes === 0 ? [] : ["exec.mount.tmpfs.size"])];
      return { ...none, caps, op: { mountType: "TMPFS", tmpfsOpt: { size: mount.sizeBytes } } };
    }
    case "secret": {
      const { kind: _, mode = 0o400, ...opt } = mount;
      return { ...none, caps: ["exec.mount.secret"], op: { mountType: "SECRET", secretOpt: { ...opt, mode } } };
    }
    case "ssh": {
      const { kind: _, mode = 0o600, ...opt } = mount;
      return { ...none, caps: ["exec.mount.ssh"], op: { mountType: "SSH", sshOpt: { ...opt, mode } } };
    }
  }
}

const cacheSharing = { shared: "SHARED", private: "PRIVATE", locked: "LOCKED" } as const;

function opMounts(mounts: readonly PlannedMount[], place: Place): Draft<Mount>[] {
  let outputs = 0;
  return mounts.map(({ dest, input, isOutput, op }) => {
    return { ...op, dest, input: place(input), output: isOutput ? outputs++ : -1 };
  });
}

function agentPath(facts: StateFacts, { ssh, mounts = {}, cwd }: RunOptions): string | undefined {
  if (ssh !== undefined && ssh !== false) return defaultAgent;
  const paths = Object.entries(mounts).flatMap(([path, { kind }]) => (kind === "ssh" ? [path] : []));
  const [first] = paths.map((path) => absolutePath(absolutePath(facts.directory, cwd ?? "."), path)).sort();
  return first;
}

function execCaps({
  network = "sandbox",
  security = "sandbox",
  ulimit,
  secretEnv,
  validExitCodes,
}: RunOptions): string[] {
  return [
    "exec.meta.base",
    "exec.meta.setsdefaultpath",
    ...(network === "sandbox" ? [] : ["exec.meta.network"]),
    ...(security === "sandbox" ? [] : ["exec.meta.security"]),
    ...(ulimit === undefined ? [] : ["exec.meta.ulimit"]),
    ...(secretEnv === undefined ? [] : ["exec.mount.secret", "exec.secretenv"]),
    ...(validExitCodes === undefined ? [] : ["exec.validexitcode"]),
  ];
}

function sortedEntries<T>(record: Readonly<Record<string, T>> = {}): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
