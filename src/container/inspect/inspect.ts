import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Mount } from "../../engine/protocol.ts";
import type { RuntimeSpec } from "../../engine/runtime-spec.ts";
import type { TaskState } from "../../engine/tasks.ts";
import { type Image, localImage } from "../../image/image.ts";
import { DiskUsage } from "../../image/list/disk-usage.ts";
import { attachmentsOf } from "../../network/attach.ts";
import type { Attachment } from "../../network/attachment.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import { endOf, type Life, readLife } from "../record/lifecycle.ts";
import { publishedPorts } from "../record/list.ts";
import { findContainer } from "../record/lookup.ts";
import { type StatePaths, statePaths } from "../record/state-directory.ts";
import { withHiddenEnv } from "../secret-env.ts";
import { ifPresent } from "../wait.ts";
import { type ContainerDocument, dockerContainer } from "./inspect-docker.ts";
import { nativeDocument } from "./inspect-native.ts";

type InspectContext = Pick<Context, "engine" | "settings" | "signal">;

/** All that `inspect` looks up of a container; what it prints of that, it decides without looking further. */
export interface ContainerFacts {
  readonly container: StoredContainer;
  readonly spec: RuntimeSpec;
  readonly task: TaskState | undefined;
  /** Undefined where it was removed meanwhile. */
  readonly image: Image | undefined;
  readonly attachments: readonly Attachment[];
  readonly ports: readonly PortMapping[];
  readonly paths: StatePaths;
  /** What is written down of its last life, from which that is known once the task is gone. */
  readonly life: Life | undefined;
  /** Of its file system; none where it has no snapshot. */
  readonly mounts: readonly Mount[];
  /** Bytes, where they were asked for. */
  readonly sizes: { readonly own: number; readonly whole: number } | undefined;
}

/** `docker inspect`'s object for one container, in its order. */
export async function inspectContainer(
  context: InspectContext,
  reference: string,
  { size = false, showSecrets = false }: { size?: boolean; showSecrets?: boolean | undefined } = {},
): Promise<ContainerDocument> {
  const container = await findContainer(context, reference);
  return dockerContainer(await containerFacts(context, container, { size, showSecrets }));
}

/** The same container in containerd's terms: the record with its spec, and the process. */
export async function nativeContainer(
  context: InspectContext,
  reference: string,
  { showSecrets = false }: { showSecrets?: boolean | undefined } = {},
): Promise<object> {
  const container = await findContainer(context, reference);
  return nativeDocument(await containerFacts(context, container, { size: false, showSecrets }));
}

async function containerFacts(
  context: InspectContext,
  container: StoredContainer,
  { size, showSecrets }: { size: boolean; showSecrets: boolean },
): Promise<ContainerFacts> {
  const { engine, settings, signal } = context;
  const { id } = container;
  const namespaced = { ...settings, namespace: engine.namespace };
  const paths = statePaths(namespaced, id);
  const findTask = () => ifPresent(engine.tasks.get({ id }, { signal }));
  const { snapshotter, snapshotKey } = container;
  const [found, image, attachments, mounts = []] = await Promise.all([
    findTask(),
    localImage(context, container.image),
    attachmentsOf(namespaced, id),
    snapshotKey === "" ? [] : ifPresent(engine.snapshots(snapshotter).mounts(snapshotKey, { signal })),
  ]);
  const life = readLife(paths.lifecycle);
  // A life that goes on has a task: it began since the look.
  const task = found ?? (life !== undefined && endOf(life) === undefined ? await findTask() : undefined);
  const sizes = size ? await sizesOf(context, container, image) : undefined;
  const ports = publishedPorts(context, id);
  return {
    container,
    spec: showSecrets ? container.spec() : withHiddenEnv(container.spec(), container.labels),
    task,
    image,
    attachments,
    ports,
    paths,
    life,
    mounts,
    sizes,
  };
}

async function sizesOf(
  context: InspectContext,
  { snapshotter, snapshotKey }: StoredContainer,
  image: Image | undefined,
) {
  const { engine, signal } = context;
  const usage = await ifPresent(engine.snapshots(snapshotter).usage(snapshotKey, { signal }));
  const own = usage?.size ?? 0;
  return { own, whole: own + (await new DiskUsage(context).of(image?.diffIds ?? [])) };
}
