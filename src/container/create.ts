import { mkdirSync } from "node:fs";
import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { type HostFacts, readHostFacts } from "../engine/host/host-facts.ts";
import type { Mount } from "../engine/protocol.ts";
import { isNerdError, NerdError } from "../errors.ts";
import type { Image } from "../image/image.ts";
import { unpackImage } from "../image/layer/unpack.ts";
import { forgetUnpacked } from "../image/layer/unpacked.ts";
import type { PortMapping } from "../network/ports/port-mapping.ts";
import { createFile } from "../store/atomic-file.ts";
import { containerImage } from "./container-image.ts";
import { containerRuntime } from "./container-runtime.ts";
import { requestedResources } from "./devices/requested-resources.ts";
import { requestedHealthcheck } from "./health/health-options.ts";
import { parseLogConfig } from "./logs/log-options.ts";
import { installLogger, type LogTarget, logTarget, prepareLog } from "./logs/logger.ts";
import { makeMounts } from "./mounts/made-mounts.ts";
import { requestedMounts } from "./mounts/mount-plan.ts";
import type { NetworkRequest } from "./network/network-request.ts";
import { type PlannedNetwork, plannedNetwork } from "./network/planned-network.ts";
import { checkRealtimeGroup } from "./realtime-group.ts";
import type { CreateOptions } from "./record/create-options.ts";
import { annotationsOf } from "./record/labels.ts";
import { checkName } from "./record/names.ts";
import { containerLabels, type LabelFacts } from "./record/record-labels.ts";
import { requestedIdentity } from "./record/requested-identity.ts";
import { statePaths } from "./record/state-directory.ts";
import { writeStateFiles } from "./record/state-files.ts";
import { reserveName, unusedName } from "./reserved-name.ts";
import { policyLabels } from "./restart-policy.ts";
import { directoryMount, rootDirectory } from "./root-directory.ts";
import { checkRunnable } from "./runnable-platform.ts";
import { reservePorts } from "./sandbox.ts";
import { hiddenEnv, secretEnvLabel } from "./secret-env.ts";
import { secretFileMounts } from "./secret-files.ts";
import { securityFacts } from "./security-facts.ts";
import { sharedNamespaces } from "./shared-namespaces.ts";
import { accountFiles, groupIds, readAccountFiles, resolveAccount } from "./spec/account.ts";
import { cgroupPath } from "./spec/cgroup-path.ts";
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
  readonly network: PlannedNetwork;
  readonly ports: readonly PortMapping[];
  readonly log: LogTarget;
}

let facts: HostFacts | undefined;

/** Makes the record and all that it refers to but for the snapshot and the network namespace; nothing runs yet. */
export async function createContainer(
  context: Context,
  {
    id,
    options: asked,
    request,
    undo,
    start,
  }: {
    id: string;
    options: CreateOptions;
    /** What the options say of networks, read before anything is made. */
    request: NetworkRequest;
    undo: ContainerUndoStack;
    start: LabelFacts["start"];
  },
): Promise<CreatedContainer> {
  const { engine, settings, signal } = context;
  facts ??= readHostFacts();
  const identified = await requestedIdentity(context, asked);
  const { options, facts: resources } = await requestedResources(context, identified, facts);
  const { cgroupManager: manager } = settings;
  const cgroup = cgroupPath({ id, namespace: engine.namespace, manager, parent: options.cgroupParent });
  checkRealtimeGroup(cgroup, options);
  const logConfig = parseLogConfig(options);
  // For their errors alone: what these make of the image, or of the logger, comes below.
  policyLabels(options, "");
  requestedHealthcheck(options, undefined);
  requestedMounts(options, context.cwd);
  const runtime = containerRuntime(options.runtime, settings);
  const security = await securityFacts(context, options, facts);
  if (options.platform !== undefined) checkRunnable(options.platform);
  const root = options.rootfs ? await rootDirectory(options.image, context.cwd) : undefined;
  const image = await containerImage(context, options, root);
  const name = options.name === undefined ? await unusedName(context, image.reference, id) : checkName(options.name);
  const exposed = Object.keys(image.config.ExposedPorts ?? {});
  const network = await plannedNetwork(context, { id, request, exposed, isStarted: start !== undefined });
  const paths = statePaths(settings, id);

  await undo.step("name", `${name}:${id}`, () => reserveName(context, name, id));
  const { cidfile } = options;
  if (cidfile !== undefined) await undo.step("cidfile", `${id}:${cidfile}`, () => writeCidFile(cidfile, id));
  const { mounts, volumes, ports, log, namespaces } = await undo.step("state", id, async () => {
    mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
    const parts = [
      makeMounts(context, { id, options, image }, undo),
      reservePorts(context, id, network.published),
      installLogger(`${settings.dataRoot}/bin`),
      sharedNamespaces(context, { id, options, isStarted: start !== undefined }),
    ] as const;
    // Where one fails, what the others have begun ends first: a volume's content is copied from a view of the image.
    await Promise.allSettled(parts);
    const [mounts, ports, logger, namespaces] = await Promise.all(parts);
    return { ...mounts, ports, namespaces, log: logTarget(logger, paths.log, logConfig) };
  });
  const stateMounts = await writeStateFiles(context, { id, network, ports });
  const secretMounts = await secretFileMounts(paths.secrets, options.secretFiles ?? [], settings);

  const ownLabels = containerLabels(context, { id, name, image, options, network, log, namespaces, volumes, start });
  const accounts = root ? readAccountFiles([directoryMount(root)]) : await accountFiles(context, image);
  const account = resolveAccount(options.user ?? image.config.User ?? "", accounts);
  const hasInit = options.init || options.initBinary !== undefined;
  const spec = containerSpec(
    { ...options, env: { ...(await readEnvFiles(options.envFile)), ...options.env } },
    {
      image: image.config,
      root,
      environment: context.environment,
      user: { ...account, additionalGids: [...account.additionalGids, ...groupIds(options.groupAdd, accounts)] },
      hostname: network.hostname,
      domainname: network.domainname,
      network: network.sandbox,
      mounts: [...stateMounts, ...mounts, ...secretMounts],
      ...security,
      ...namespaces,
      cgroupVersion: facts.cgroup.version,
      ...resources,
      cgroup,
      annotations: annotationsOf(ownLabels),
      init: hasInit ? findInit(settings.programDirs, options.initBinary) : undefined,
    },
  );
  const labels = { ...ownLabels, ...secretEnvLabel(spec.process.env) };
  await prepareLog(paths.log, {
    config: logConfig,
    address: settings.address,
    subject: {
      ...{ id, name, labels },
      imageName: image.name,
      imageId: image.configDigest,
      command: spec.process.args,
      env: hiddenEnv(spec.process.env, labels),
    },
  });
  const record = {
    id,
    labels,
    image: image.name,
    runtime,
    spec,
    snapshotter: engine.snapshotter,
    snapshotKey: root ? "" : id,
  };
  // Without the signal, as whatever makes something: the engine may still do what a cancelled call has asked for, after it was taken back.
  await undo.step("record", id, () => engine.containers.create(record));
  signal.throwIfAborted();
  context.emit({ type: "container.created", id, name });
  return { id, name, image, record, network, ports, log };
}

/**
 * The container's own layer above the image. The record comes first: naming the snapshot, it keeps it from garbage collection without a
 * lease. A snapshot of the image that somebody removed since this process looked is unpacked again from its layers.
 */
export async function prepareSnapshot(context: Context, id: string, image: Image): Promise<readonly Mount[]> {
  const { engine } = context;
  if (image.name === "") return []; // It has a directory of the host.
  try {
    return await engine.snapshots().prepare(id, image.chainId);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    forgetUnpacked(engine);
    await unpackImage(context, image);
    return await engine.snapshots().prepare(id, image.chainId);
  }
}

async function writeCidFile(file: string, id: string): Promise<void> {
  if (await createFile(file, id, { mode: 0o644 })) return;
  throw new NerdError(
    "INVALID_VALUE",
    `container ID file found, make sure the other container isn't running or delete ${file}`,
  );
}
