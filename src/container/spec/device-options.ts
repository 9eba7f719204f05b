import { withContainerEdits } from "../cdi/cdi-options.ts";
import type { ContainerEdits } from "../cdi/cdi-spec.ts";
import { parseDeviceRule } from "../devices/device-rule.ts";
import type { MappedDevice } from "../devices/host-device.ts";
import type { SpecOption } from "./spec-options.ts";

/** Which devices a container is given: the flags of that group, read. */
export interface DeviceOptions {
  /** `HOST[:CONTAINER][:rwm]`, or a name of CDI. */
  readonly device: readonly string[];
  readonly deviceCgroupRule: readonly string[];
  readonly gpus: readonly string[];
}

/** What was found of them on the host. */
export interface DeviceFacts {
  readonly devices: readonly MappedDevice[];
  readonly cdi: readonly ContainerEdits[];
}

export function deviceOptions({ deviceCgroupRule }: DeviceOptions, { devices, cdi }: DeviceFacts): SpecOption[] {
  const rules = deviceCgroupRule.map(parseDeviceRule);
  return [
    ...devices.map(withDevice),
    (spec) => {
      const { resources } = spec.linux;
      if (rules.length > 0) resources.devices = [...(resources.devices ?? []), ...rules];
    },
    ...cdi.map(withContainerEdits),
  ];
}

function withDevice({ access, ...device }: MappedDevice): SpecOption {
  return ({ linux }) => {
    const { type, major, minor } = device;
    linux.devices = [...(linux.devices ?? []).filter(({ path }) => path !== device.path), device];
    linux.resources.devices = [...(linux.resources.devices ?? []), { allow: true, type, major, minor, access }];
  };
}
