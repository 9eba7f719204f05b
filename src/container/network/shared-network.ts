import type { Context } from "../../context.ts";
import type { MountSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { namespaceOwner, namespacePath } from "../namespace-owner.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";

type SharingContext = Pick<Context, "engine" | "signal">;

/** The network of another container, which one with `--network container:NAME` uses as its own. */
export interface SharedNetwork {
  readonly id: string;
  /** As the runtime spec has it: a namespace's path, or `host`. */
  readonly sandbox: string;
  readonly hostname: string;
  readonly domainname: string;
  /** Its hosts, resolv.conf and hostname: what changes there changes for both. */
  readonly mounts: readonly MountSpec[];
}

const sharedFiles = ["/etc/hosts", "/etc/resolv.conf", "/etc/hostname"];

/** Throws CONTAINER_NOT_RUNNING where the other does not run, and this one is to be started. */
export async function sharedNetwork(
  context: SharingContext,
  reference: string,
  { isStarted }: { isStarted: boolean },
): Promise<SharedNetwork> {
  const owner = await namespaceOwner(context, reference);
  const spec = (await context.engine.containers.get(owner.id, { signal: context.signal })).spec();
  const { hostname = "", mounts } = spec;
  // No process has the number 0: where somebody else starts the container, it fails rather than being by itself.
  const path = owner.pid === undefined && !isStarted ? "/proc/0/ns/net" : namespacePath(owner, "net");
  return {
    id: owner.id,
    sandbox: isOnHost(owner.labels) ? "host" : path,
    hostname,
    domainname: owner.labels[labelKeys.domainname] ?? "",
    mounts: mounts.filter(({ destination }) => sharedFiles.includes(destination)),
  };
}

/** For another start: a container that was started anew has another namespace. The record gets it, as containerd takes it from there. */
export async function refreshSharedNetwork(
  context: SharingContext,
  { id, spec, reference }: { id: string; spec: RuntimeSpec; reference: string },
): Promise<void> {
  const { sandbox } = await sharedNetwork(context, reference, { isStarted: true });
  const joined = spec.linux.namespaces.find(({ type }) => type === "network");
  if (joined === undefined || sandbox === "host" || joined.path === sandbox) return;
  joined.path = sandbox;
  await context.engine.containers.update(id, { spec }, { signal: context.signal });
}

function isOnHost(labels: Readonly<Record<string, string>>): boolean {
  return readJsonLabel<string[]>(labels, labelKeys.networks, [])[0] === "host";
}
