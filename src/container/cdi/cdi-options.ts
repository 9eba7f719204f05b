import type { DeviceSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { type SpecOption, withEnv, withMounts } from "../spec/spec-options.ts";
import type { CdiNode, ContainerEdits } from "./cdi-spec.ts";

/** Makes the edits of a device of CDI, whose nodes have their numbers by now. */
export function withContainerEdits({
  env = [],
  deviceNodes = [],
  mounts = [],
  hooks = [],
  additionalGids = [],
  intelRdt,
}: ContainerEdits): SpecOption {
  return (spec) => {
    if (env.length > 0) withEnv(env)(spec);
    for (const node of deviceNodes) addNode(spec, node);
    if (mounts.length > 0) {
      withMounts(
        mounts.map(({ hostPath, containerPath, type = "bind", options = ["rbind"] }) => ({
          destination: containerPath,
          type,
          source: hostPath,
          options: [...options],
        })),
      )(spec);
    }
    for (const { hookName, ...hook } of hooks) {
      spec.hooks = { ...spec.hooks, [hookName]: [...(spec.hooks?.[hookName] ?? []), hook] };
    }
    const { user } = spec.process;
    if (additionalGids.length > 0) {
      user.additionalGids = [...new Set([...(user.additionalGids ?? []), ...additionalGids.filter((gid) => gid > 0)])];
    }
    if (intelRdt !== undefined) spec.linux.intelRdt = { ...intelRdt };
  };
}

/** A node belongs to the container's user where its specification names no other. */
function addNode({ process, linux }: RuntimeSpec, node: CdiNode): void {
  const { path, type = "c", major = 0, minor = 0, fileMode, permissions: access = "rwm" } = node;
  const uid = node.uid ?? (process.user.uid || undefined);
  const gid = node.gid ?? (process.user.gid || undefined);
  const device: DeviceSpec = {
    path,
    type,
    major,
    minor,
    ...(fileMode !== undefined && { fileMode }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  };
  linux.devices = [...(linux.devices ?? []).filter((other) => other.path !== path), device];
  if (type === "b" || type === "c") {
    linux.resources.devices = [...(linux.resources.devices ?? []), { allow: true, type, major, minor, access }];
  }
}
