import { toNerdctlPort } from "../../network/ports/port-mapping.ts";
import type { ContainerFacts } from "./inspect.ts";

/** containerd's record and process, in nerdctl's `--mode native` shape. */
export function nativeDocument({ container, spec, task, attachments, ports }: ContainerFacts): object {
  const { id, labels, image, runtime, snapshotKey, snapshotter, createdAt, updatedAt, extensions } = container;
  return {
    ID: id,
    Labels: labels,
    Image: image,
    Runtime: { Name: runtime.name, Options: runtime.options ?? null },
    SnapshotKey: snapshotKey,
    Snapshotter: snapshotter,
    CreatedAt: createdAt,
    UpdatedAt: updatedAt,
    Extensions: extensions,
    Spec: spec,
    Process: task && {
      Pid: task.pid,
      Status: { Status: task.status.toLowerCase(), ExitStatus: task.exitCode, ExitTime: task.exitedAt },
      NetNS: {
        Interfaces: attachments.map(({ interfaceName, mac, result }) => ({
          Name: interfaceName,
          HardwareAddr: mac,
          Addrs: (result.ips ?? []).map(({ address }) => address),
        })),
        PortMappings: ports.map(toNerdctlPort),
      },
    },
  };
}
