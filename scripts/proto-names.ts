/** The interface of a message or an enum, from its full name. */
export function interfaceName(full: string): string {
  const [, service, rest] = /^containerd\.services\.([a-z]+)\.v\d+\.(.+)$/.exec(full) ?? [];
  const plain = (
    rest ??
    full.replace(
      /^(containerd\.(v1\.types|types|events|runc\.v1)|google\.(protobuf|rpc)|moby\.buildkit\.v1(\.types)?|moby\.[a-z.]+\.v1|grpc\.health\.v1|pb)\./,
      "",
    )
  ).replaceAll(".", "");
  if (service) return service[0]!.toUpperCase() + service.slice(1) + plain;
  if (full.startsWith("containerd.events.")) return `${plain}Event`;
  if (full.startsWith("google.rpc.")) return `Rpc${plain}`;
  if (full.startsWith("containerd.v1.types.") && plain === "Status") return "TaskStatus";
  if (full.startsWith("containerd.runc.")) return `Runc${plain}`;
  const [, version, metric] = /^io\.containerd\.cgroups\.(v\d)\.(.+)$/.exec(full) ?? [];
  if (version) return `Cgroup${version.toUpperCase()}${metric}`;
  const [, policy] = /^moby\.buildkit\.v1\.sourcepolicy\.(.+)$/.exec(full) ?? [];
  if (policy) return `Source${policy.startsWith("Policy") ? "" : "Policy"}${policy}`;
  const [, gateway] = /^moby\.buildkit\.v1\.frontend\.(.+)$/.exec(full) ?? [];
  if (gateway) return `Gateway${gateway}`;
  const [, room] = /^moby\.(sshforward|upload)\.v1\.BytesMessage$/.exec(full) ?? [];
  if (room) return room === "upload" ? "UploadBytesMessage" : "SshBytesMessage";
  return plain;
}

/** Under which name the methods of a service are found: containerd's package, else the service's own. */
export function serviceName(full: string): string {
  const own = full.slice(full.lastIndexOf(".") + 1);
  if (own === "LLBBridge") return "gateway"; // As BuildKit calls what is behind it.
  return /services\.([a-z]+)\./.exec(full)?.[1] ?? (/^[A-Z]+$/.test(own) ? own.toLowerCase() : lowerFirst(own));
}

export function lowerFirst(name: string): string {
  return `${name[0]!.toLowerCase()}${name.slice(1)}`;
}
