import { mountDocuments } from "../mounts/asked-mounts.ts";
import { labelKeys } from "../record/labels.ts";
import { containerName } from "../record/lookup.ts";
import { processArgs } from "../spec/process-args.ts";
import type { ContainerFacts } from "./inspect.ts";
import { configDocument } from "./inspect-config.ts";
import { hostConfigDocument } from "./inspect-host-config.ts";
import { networkSettingsDocument } from "./inspect-network.ts";
import { stateDocument } from "./inspect-state.ts";
import { storageDocument } from "./inspect-storage.ts";

/** What `docker inspect` tells of a container. */
export interface ContainerDocument extends ReturnType<typeof dockerContainer> {}

/** What `docker inspect` prints; the name without Docker's leading slash, as nerdctl has it. */
export function dockerContainer(facts: ContainerFacts) {
  const { container, spec, image, paths, sizes, mounts } = facts;
  const { id, labels, createdAt, snapshotter } = container;
  const [path = "", ...args] = processArgs(spec);
  return {
    Id: id,
    Created: createdAt,
    Path: path,
    Args: args,
    State: stateDocument(facts),
    Image: image?.configDigest ?? container.image,
    ResolvConfPath: paths.resolvConf,
    HostnamePath: paths.hostname,
    HostsPath: paths.hosts,
    LogPath: paths.log,
    Name: containerName(container),
    RestartCount: Number(labels["containerd.io/restart.count"] ?? 0),
    Driver: snapshotter,
    Platform: (labels[labelKeys.platform] ?? "linux").split("/")[0],
    MountLabel: "",
    ProcessLabel: "",
    AppArmorProfile: spec.process.apparmorProfile ?? "",
    HostConfig: hostConfigDocument(facts),
    GraphDriver: storageDocument(snapshotter, mounts),
    ...(sizes && { SizeRw: sizes.own, SizeRootFs: sizes.whole }),
    Mounts: mountDocuments(labels),
    Config: configDocument(facts),
    NetworkSettings: networkSettingsDocument(facts),
  };
}
