import { mkdir } from "node:fs/promises";
import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { type HostFacts, readHostFacts } from "../engine/host/host-facts.ts";
import type { Mount } from "../engine/protocol.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { Image } from "../image/image.ts";
import { pullImage } from "../image/pull.ts";
import { unpackImage } from "../image/unpack.ts";
import { forgetUnpacked } from "../image/unpacked.ts";
import { networkByName } from "../network/network-lists.ts";
import { type PortMapping, parsePortSpecs } from "../network/port-mapping.ts";
import { createFile } from "../store/atomic-file.ts";
import { NameStore } from "../store/name-store.ts";
import { parseLogConfig } from "./logs/log-options.ts";
import { installLogger, type LogTarget, logTarget } from "./logs/logger.ts";
import { makeMounts } from "./mounts/volume-mounts.ts";
import type { CreateOptions } from "./record/create-options.ts";
import { annotationsOf } from "./record/labels.ts";
import { checkName, generatedName, shortId } from "./record/names.ts";
import { containerLabels, type LabelFacts } from "./record/record-labels.ts";
import { statePaths } from "./record/state-directory.ts";
import { writeStateFiles } from "./record/state-files.ts";
import { isBuiltIn, plannedSandbox, reservePorts } from "./sandbox.ts";
import { accountFiles, resolveAccount } from "./spec/account.ts";
import { readEnvFiles } from "./spec/env-file.ts";
import { findInit } from "./spec/init-program.ts";
import { containerSpec } from "./spec/spec.ts";
import type { ContainerUndoStack } from "./undo.ts";

/** A container's record, and what was made for it: a task can be created from that at once. */
export interface CreatedContainer {
  readonly id: string;
  readonly name: string;
  readonly image: Image;
  readonly record: ContainerRecord;
  readonly networks: readonly string[];
  readonly ports: readonly PortMapping[];
  readonly log: LogTarget;
}

export const runtimeName = "io.containerd.runc.v2";

let facts: HostFacts | undefined;

/** Makes the record and all that it refers to but for the snapshot and the network namespace; nothing runs yet. */
export async function createContainer(
  context: Context,
  {
    id,
    options,
    undo,
    start,
  }: {
    id: string;
    options: CreateOptions;
    undo: ContainerUndoStack;
    start: LabelFacts["start"];
  },
): Promise<CreatedContainer> {
  const { engine, settings, signal } = context;
  const image = await pullImage(context, { reference: options.image, policy: options.pull });
  const name = options.name === undefined ? generatedName(image.reference, id) : checkName(options.name);
  if (!isBuiltIn(options.network)) await networkByName(settings, options.network);
  const paths = statePaths(settings, id);

  await undo.step("name", `${name}:${id}`, () => new NameStore(settings.dataStore, engine.namespace).reserve(name, id));
  const { cidfile } = options;
  if (cidfile !== undefined) await undo.step("cidfile", `${id}:${cidfile}`, () => writeCidFile(cidfile, id));
  const { mounts, volumes, ports, log } = await undo.step("state", id, async () => {
    await mkdir(paths.directory, { recursive: true, mode: 0o700 });
    const [mounts, ports, logger] = await Promise.all([
      makeMounts(context, options, image.config, undo),
      reservePorts(context, id, options.publish.flatMap(parsePortSpecs)),
      installLogger(`${settings.dataRoot}/bin`),
    ]);
    return { ...mounts, ports, log: logTarget(logger, paths.log, parseLogConfig("json-file")) };
  });
  const networks = [options.network];
  const hostname = options.network === "host" ? "" : (options.hostname ?? shortId(id));
  const stateMounts = await writeStateFiles(context, { id, hostname, network: options.network, ports });

  const labels = containerLabels(context, { id, name, hostname, image, options, networks, log, volumes, start });
  facts ??= readHostFacts();
  const spec = containerSpec(
    { ...options, env: { ...(await readEnvFiles(options.envFile)), ...options.env } },
    {
      image: image.config,
      environment: context.environment,
      user: resolveAccount(options.user ?? image.config.User ?? "", await accountFiles(context, image)),
      hostname,
      network: plannedSandbox(settings, id, options.network),
      mounts: [...stateMounts, ...mounts],
      availableCapabilities: facts.capabilities,
      cgroup: cgroupPath(context, id),
      annotations: annotationsOf(labels),
      init: options.init ? await findInit(settings.programDirs) : undefined,
    },
  );
  const runtime = { name: runtimeName };
  const record = { id, labels, image: image.name, runtime, spec, snapshotter: engine.snapshotter, snapshotKey: id };
  await undo.step("record", id, () => engine.containers.create(record, { signal }));
  context.emit({ type: "container.created", id, name });
  return { id, name, image, record, networks, ports, log };
}

/**
 * The container's own layer above the image. The record comes first: naming the snapshot, it keeps it from garbage collection without a
 * lease. A snapshot of the image that somebody removed since this process looked is unpacked again from its layers.
 */
export async function prepareSnapshot(context: Context, id: string, image: Image): Promise<readonly Mount[]> {
  const { engine, signal } = context;
  try {
    return await engine.snapshots().prepare(id, image.chainId, {}, { signal });
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    forgetUnpacked(engine);
    await unpackImage(context, image);
    return await engine.snapshots().prepare(id, image.chainId, {}, { signal });
  }
}

async function writeCidFile(file: string, id: string): Promise<void> {
  if (await createFile(file, id, { mode: 0o644 })) return;
  throw new NerdError(
    "INVALID_VALUE",
    `container ID file found, make sure the other container isn't running or delete ${file}`,
  );
}

/** `/<namespace>/<id>`, or systemd's form; as nerdctl has it, so that limits are found where both look. */
function cgroupPath({ engine, settings }: Context, id: string): string {
  return settings.cgroupManager === "systemd" ? `system.slice:nerdctl:${id}` : `/${engine.namespace}/${id}`;
}
