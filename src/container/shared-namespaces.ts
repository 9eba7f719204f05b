import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { RuntimeSpec } from "../engine/runtime-spec.ts";
import { NerdError } from "../errors.ts";
import { type NamespaceOwner, namespaceOwner, namespacePath } from "./namespace-owner.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";
import { statePaths } from "./record/state-directory.ts";
import { mountSharedMemory } from "./shared-memory.ts";
import { readNamespaceMode } from "./spec/namespace-mode.ts";
import type { NamespaceFacts, NamespaceOptions } from "./spec/namespace-options.ts";

type NamespaceContext = Pick<Context, "engine" | "settings" | "signal">;

/** nerdctl's label on how a container shares its IPC namespace. */
export interface IpcLabel {
  readonly mode?: string;
  readonly victimContainerId?: string;
  readonly hostShmPath?: string;
  /** Bytes. */
  readonly shmSize?: string;
}

export interface SharedNamespaces extends Pick<NamespaceFacts, "pidNamespace" | "ipcNamespace" | "sharedMemory"> {
  /** What a later start needs to find the same namespaces again. */
  readonly labels: Readonly<Record<string, string>>;
}

interface SharingRequest {
  readonly id: string;
  readonly options: Pick<NamespaceOptions, "pid" | "ipc"> & { readonly shmSize: number | undefined };
  /** Whether it starts now: only then must those whose namespaces it joins run. */
  readonly isStarted: boolean;
}

/** Finds the namespaces of other containers that are asked for, and makes what others may join. */
export async function sharedNamespaces(context: NamespaceContext, request: SharingRequest): Promise<SharedNamespaces> {
  const { options, isStarted } = request;
  const pid = readNamespaceMode("pid", options.pid);
  const owner = pid?.kind === "container" ? await namespaceOwner(context, pid.reference) : undefined;
  const { label, ...ipc } = await ipcSharing(context, request);
  return {
    pidNamespace: owner && joinedPath(owner, "pid", isStarted),
    ...ipc,
    labels: { ...(owner && { [labelKeys.pidContainer]: owner.id }), [labelKeys.ipc]: JSON.stringify(label) },
  };
}

async function ipcSharing(
  context: NamespaceContext,
  { id, options, isStarted }: SharingRequest,
): Promise<Pick<NamespaceFacts, "ipcNamespace" | "sharedMemory"> & { readonly label: IpcLabel }> {
  const ipc = readNamespaceMode("ipc", options.ipc) ?? { kind: "private" as const };
  const size = options.shmSize ? { shmSize: String(options.shmSize) } : {};
  const none = { ipcNamespace: undefined, sharedMemory: undefined };
  if (ipc.kind === "shareable") {
    const { engine, settings } = context;
    const { sharedMemory } = statePaths({ ...settings, namespace: engine.namespace }, id);
    await mountSharedMemory(sharedMemory, options.shmSize, settings);
    return { ...none, sharedMemory, label: { mode: ipc.kind, hostShmPath: sharedMemory, ...size } };
  }
  if (ipc.kind !== "container") return { ...none, label: { mode: ipc.kind, ...size } };
  const owner = await namespaceOwner(context, ipc.reference);
  const shared = readJsonLabel<IpcLabel>(owner.labels, labelKeys.ipc, {});
  const label = { mode: ipc.kind, victimContainerId: owner.id };
  if (shared.mode === "host") return { ...none, ipcNamespace: "host", label };
  if (shared.mode !== "shareable") {
    throw new NerdError("INVALID_VALUE", `the container does not share its IPC namespace: ${owner.name}`, {
      hint: "make it with --ipc=shareable",
    });
  }
  return { ipcNamespace: joinedPath(owner, "ipc", isStarted), sharedMemory: shared.hostShmPath, label };
}

/** No process has the number 0: where somebody else starts the container, it fails rather than being by itself. */
function joinedPath(owner: NamespaceOwner, kind: "pid" | "ipc", isStarted: boolean): string {
  return owner.pid === undefined && !isStarted ? `/proc/0/ns/${kind}` : namespacePath(owner, kind);
}

/**
 * The spec for another start: those whose namespaces are joined may have been started anew, and memory to share is gone
 * with a boot. The record gets it, too, as containerd takes it from there.
 */
export async function refreshNamespaces(
  context: NamespaceContext,
  { id, labels }: StoredContainer,
  spec: RuntimeSpec,
): Promise<void> {
  const ipc = readJsonLabel<IpcLabel>(labels, labelKeys.ipc, {});
  if (ipc.mode === "shareable" && ipc.hostShmPath !== undefined) {
    await mountSharedMemory(ipc.hostShmPath, Number(ipc.shmSize ?? 0), context.settings);
  }
  const owners = { pid: labels[labelKeys.pidContainer], ipc: ipc.victimContainerId };
  let isChanged = false;
  for (const kind of ["pid", "ipc"] as const) {
    const joined = spec.linux.namespaces.find(({ type, path }) => type === kind && path !== undefined);
    const owner = owners[kind];
    if (joined === undefined || owner === undefined) continue;
    const path = namespacePath(await namespaceOwner(context, owner), kind);
    isChanged ||= path !== joined.path;
    joined.path = path;
  }
  if (isChanged) await context.engine.containers.update(id, { spec }, { signal: context.signal });
}
