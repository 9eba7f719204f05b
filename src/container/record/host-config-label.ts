import { parseDevices } from "../devices/device-mapping.ts";
import { gpuDevices } from "../devices/gpu-request.ts";
import { blockNumbers, type DeviceNumber } from "../spec/block-resources.ts";
import type { DeviceOptions } from "../spec/device-options.ts";
import type { ResourceOptions } from "../spec/resource-options.ts";

export interface ThrottleDevice {
  readonly Path: string;
  readonly Rate: number;
}

/** JSON of nerdctl's label, and below its three fields what nerdsh adds of Docker's `HostConfig` that no spec can tell. */
export interface HostConfigLabel {
  readonly BlkioWeight?: number;
  readonly CidFile?: string;
  readonly Devices?: readonly object[] | null;
  readonly BlkioWeightDevice?: readonly { readonly Path: string; readonly Weight: number }[];
  readonly BlkioDeviceReadBps?: readonly ThrottleDevice[];
  readonly BlkioDeviceWriteBps?: readonly ThrottleDevice[];
  readonly BlkioDeviceReadIOps?: readonly ThrottleDevice[];
  readonly BlkioDeviceWriteIOps?: readonly ThrottleDevice[];
  readonly CgroupParent?: string;
  readonly DeviceCgroupRules?: readonly string[];
  readonly DeviceRequests?: readonly object[];
}

export function hostConfigLabel(
  options: ResourceOptions & DeviceOptions & { readonly cidfile: string | undefined },
): HostConfigLabel {
  const { mappings, cdi } = parseDevices(options.device);
  const names = [...cdi, ...options.gpus.flatMap(gpuDevices)];
  const blocks = blockNumbers(options);
  const devices = mappings.map(({ host, container, access }) => ({
    PathOnHost: host,
    PathInContainer: container,
    CgroupPermissions: access,
  }));
  return {
    BlkioWeight: options.blkioWeight ?? 0,
    CidFile: options.cidfile ?? "",
    Devices: devices.length > 0 ? devices : null,
    ...listed("BlkioWeightDevice", blocks.weights, ({ path, value }) => ({ Path: path, Weight: value })),
    ...listed("BlkioDeviceReadBps", blocks.readBps, throttle),
    ...listed("BlkioDeviceWriteBps", blocks.writeBps, throttle),
    ...listed("BlkioDeviceReadIOps", blocks.readIops, throttle),
    ...listed("BlkioDeviceWriteIOps", blocks.writeIops, throttle),
    ...(options.cgroupParent && { CgroupParent: options.cgroupParent }),
    ...listed("DeviceCgroupRules", options.deviceCgroupRule, (rule) => rule),
    ...(names.length > 0 && { DeviceRequests: [cdiRequest(names)] }),
  };
}

function throttle({ path, value }: DeviceNumber): ThrottleDevice {
  return { Path: path, Rate: value };
}

/** As `docker inspect` shows a request that names its devices. */
function cdiRequest(names: readonly string[]): object {
  return { Driver: "cdi", Count: 0, DeviceIDs: names, Capabilities: null, Options: null };
}

/** A field only where there is something in it: most containers have none. */
function listed<Name extends string, Item, Shown>(
  name: Name,
  items: readonly Item[],
  show: (item: Item) => Shown,
): { [Key in Name]?: Shown[] } {
  return items.length > 0 ? ({ [name]: items.map(show) } as { [Key in Name]?: Shown[] }) : {}; // Its one key is the name.
}
