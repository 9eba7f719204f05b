import { NerdError } from "../errors.ts";

interface Refusal {
  readonly reason: string;
  readonly hint: string;
}

const cluster: Refusal = {
  reason: "this is one host, and no part of a cluster",
  hint: "nerdsh compose runs projects of several services",
};

/** Groups of Docker's or nerdctl's commands that are not served, and why. */
const refusedGroups: Readonly<Record<string, Refusal>> = {
  apparmor: {
    reason: "profiles are the host's",
    hint: "apparmor_parser loads them, aa-status lists them, and run --security-opt apparmor=NAME takes one",
  },
  config: { ...cluster, hint: "write configs into a compose file" },
  context: {
    reason: "there is no daemon to choose",
    hint: "--address names containerd's socket, --namespace what is in it",
  },
  ipfs: {
    reason: "images come from registries and archives only, and go there",
    hint: "serve a registry with docker-registry, or carry images with nerdsh save and load",
  },
  node: cluster,
  plugin: { reason: "they are dockerd's", hint: "networks are made by CNI plugins, and log drivers are built in" },
  secret: { ...cluster, hint: "write secrets into a compose file, or use secret() in a recipe" },
  service: cluster,
  stack: cluster,
  swarm: cluster,
  trust: {
    reason: "no registry has to keep such signatures any more",
    hint: "push --sign cosign signs, and pull --verify cosign checks",
  },
};

/** Commands of a group that is served. */
const refusedMembers: Readonly<Record<string, Refusal>> = {
  "buildx debug": {
    reason: "it is nerdctl's command here",
    hint: "nerdsh builder debug opens a shell where a build fails",
  },
  "compose alpha": {
    reason: "what is tried out there has a name of its own by now",
    hint: "write compose watch, compose publish, or --dry-run before any command",
  },
  "compose bridge": {
    reason: "it makes files for clusters, and this is one host",
    hint: "nerdsh compose config prints the whole project, for programs that convert it",
  },
  "internal oci-hook": {
    reason: "networks are made before a container starts, and its spec has no hook",
    hint: "containers of nerdctl's call nerdctl itself, which has to stay at the path that their specs name",
  },
};

/** The same of a command within a group, by both of its words. */
export function refusedMember(pair: string): NerdError | undefined {
  return refusal(refusedMembers, pair);
}

/** What to say of a command that is known, and cannot be served. */
export function refusedCommand(group: string): NerdError | undefined {
  return refusal(refusedGroups, group);
}

function refusal(refused: Readonly<Record<string, Refusal>>, name: string): NerdError | undefined {
  const found = Object.hasOwn(refused, name) ? refused[name] : undefined;
  return found && new NerdError("UNSUPPORTED", `${name} is not served: ${found.reason}`, { hint: found.hint });
}
