import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Engine } from "../engine/engine.ts";
import type { Descriptor } from "../engine/protocol.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { type Image, localImage } from "../image/image.ts";
import { addLayer } from "../image/layer/add-layer.ts";
import { newName } from "../image/new-name.ts";
import { hostPlatform, parsePlatform } from "../image/platform.ts";
import { leasedEngine } from "../image/pull/pull-lease.ts";
import { mediaTypes } from "../registry/descriptor.ts";
import { committedConfig } from "./committed-config.ts";
import { changedConfig } from "./config-change.ts";
import { announce } from "./events/announcement.ts";
import { labelKeys } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { requireSnapshot } from "./root-directory.ts";
import { processArgs } from "./spec/process-args.ts";
import { type ContainerUndoStack, containerUndoStack } from "./undo.ts";
import { ifPresent } from "./wait.ts";

export interface CommitOptions {
  /** The image's name; one that is taken points at the new image from then on. Without it, it has none but its digest. */
  readonly tag?: string | undefined;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
  /** Whether its processes stand still meanwhile, so that no file is half-written; true where absent. */
  readonly pause?: boolean | undefined;
  /** Instructions of a Dockerfile, such as `CMD ["serve"]`, that change its config. */
  readonly changes?: readonly string[] | undefined;
  /** Of the new layer; gzip where absent. */
  readonly compression?: "gzip" | "zstd" | undefined;
  /** Of the manifest; that of the container's image where absent. */
  readonly format?: "docker" | "oci" | undefined;
}

type CommitContext = Pick<Context, "engine" | "settings" | "journal" | "signal">;

/** Makes an image of what a container has become: its own image, one layer with its changes, and how it was run. Volumes are no part of it. */
export async function commitContainer(
  context: CommitContext,
  container: StoredContainer,
  { tag, author, message, pause = true, changes = [], compression = "gzip", format }: CommitOptions,
): Promise<Image> {
  requireSnapshot(container);
  const { signal } = context;
  // Its layers may be nowhere else.
  const engine = context.engine.withSnapshotter(container.snapshotter);
  if (tag !== undefined) newName(tag); // Before anything is paused for a name that cannot be.
  if (compression === "zstd" && format === "docker")
    throw new NerdError("INVALID_VALUE", "a Docker manifest has no zstd layers", { hint: "leave out --format docker" });
  const base = await baseImage(context, container);
  const spec = container.spec();
  const config = changedConfig(committedConfig(base.config, spec, container.labels), changes);
  await using leased = await leasedEngine(engine, "commit");
  await using undo = containerUndoStack(context);
  if (pause) await standStill(context, container, undo);
  const layer = await changedFiles(leased.engine, container, { compression, signal });
  await undo[Symbol.asyncDispose](); // It goes on while the rest is made.
  const { labels } = await leased.engine.content.info(layer.digest, { signal });
  const diffId = labels["containerd.io/uncompressed"];
  if (diffId === undefined)
    throw new NerdError("ENGINE_FAILED", `the engine does not tell the diffID of ${layer.digest}`);
  const image = await addLayer(context, leased, {
    name: tag,
    base,
    layer,
    diffId,
    config,
    format: compression === "zstd" ? "oci" : format,
    history: {
      created: new Date().toISOString(),
      created_by: processArgs(spec).join(" "),
      ...(author && { author }),
      ...(message && { comment: message }),
    },
  });
  const about = {
    comment: message ?? "",
    imageID: image.configDigest,
    imageRef: tag === undefined ? "" : image.reference,
  };
  await announce(context, container, "commit", about);
  return image;
}

/** The image that the container was made from. Its name may be another's by now, but the snapshot tells. */
async function baseImage(context: CommitContext, container: StoredContainer): Promise<Image> {
  const { engine, signal } = context;
  const { snapshotter, snapshotKey } = container;
  const { parent } = await engine.snapshots(snapshotter).stat(snapshotKey, { signal });
  const written = container.labels[labelKeys.platform];
  const platform = written === undefined ? hostPlatform() : parsePlatform(written);
  const others = async () => (await engine.images.list([], { signal })).map(({ name }) => name);
  for (const names of [async () => [container.image], others]) {
    for (const name of await names()) {
      const image = await localImage(context, name, platform);
      if (image?.chainId === parent) return image;
    }
  }
  throw new NerdError(
    "IMAGE_NOT_PRESENT",
    `the image that ${containerName(container)} was made from is gone: ${container.image}`,
    {
      hint: "without its layers there is nothing to put the changes on",
    },
  );
}

/** The layer with the container's changes, in the content store. */
async function changedFiles(
  engine: Engine,
  container: StoredContainer,
  { compression, signal }: { compression: "gzip" | "zstd"; signal: AbortSignal },
): Promise<Descriptor> {
  const snapshots = engine.snapshots(container.snapshotter);
  const { parent } = await snapshots.stat(container.snapshotKey, { signal });
  const view = `commit-${randomUUID()}`;
  const ref = `commit-${container.id}-${view}`;
  const mediaType = `${mediaTypes.ociLayer}+${compression}`;
  try {
    // Not to be cancelled: containerd might make it after we have removed it.
    const below = parent === "" ? [] : await snapshots.view(view, parent);
    signal.throwIfAborted();
    const above = await snapshots.mounts(container.snapshotKey, { signal });
    return await engine.diff.compare(below, above, { mediaType, ref }, { signal });
  } catch (error) {
    if (compression !== "zstd" || !isNerdError(error, "UNSUPPORTED")) throw error;
    throw new NerdError("UNSUPPORTED", "this containerd writes no zstd layers", {
      hint: "containerd 2.0 does; --compression gzip works with any",
      cause: error,
    });
  } finally {
    if (parent !== "") await ifPresent(snapshots.remove(view));
  }
}

/** Until it is undone, also after a crash. One that is paused or does not run stays as it is. */
async function standStill(
  { engine, signal }: CommitContext,
  { id }: StoredContainer,
  undo: ContainerUndoStack,
): Promise<void> {
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (task?.status === "RUNNING")
    await undo.step("paused", id, async () => void (await ifPresent(engine.tasks.pause(id, { signal }))));
}
