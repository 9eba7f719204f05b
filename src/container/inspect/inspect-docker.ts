import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { containerName } from "../record/lookup.ts";
import { processArgs } from "../spec/process-args.ts";
import type { ContainerFacts } from "./inspect.ts";
import { configDocument } from "./inspect-config.ts";
import { hostConfigDocument } from "./inspect-host-config.ts";
import { networkSettingsDocument } from "./inspect-network.ts";
import { stateDocument } from "./inspect-state.ts";

/** What `docker inspect` prints; the name without Docker's leading slash, as nerdctl has it. */
export function dockerContainer(facts: ContainerFacts): object {
  const { container, spec, image, paths, sizes } = facts;
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
    AppArmorProfile: spec.process.apparmorProfile ?? "",
    HostConfig: hostConfigDocument(facts),
    ...(sizes && { SizeRw: sizes.own, SizeRootFs: sizes.whole }),
    Mounts: mountRecords(labels),
    Config: configDocument(facts),
    NetworkSettings: networkSettingsDocument(facts),
  };
}

/** One label a mount, or an older nerdctl's one label for all. */
function mountRecords(labels: Readonly<Record<string, string>>): readonly unknown[] {
  const whole = readJsonLabel<unknown[] | undefined>(labels, labelKeys.mount.replace(/\.$/, ""), undefined);
  if (whole !== undefined) return whole;
  const keys = Object.keys(labels).filter((key) => key.startsWith(labelKeys.mount));
  const number = (key: string) => Number(key.slice(labelKeys.mount.length));
  return keys.sort((a, b) => number(a) - number(b)).map((key) => readJsonLabel<unknown>(labels, key, {}));
}
