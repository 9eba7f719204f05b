import type { ZeroFields } from "./output.ts";

const config: ZeroFields = {
  ArgsEscaped: "bool",
  Cmd: "list",
  Entrypoint: "list",
  Env: "list",
  ExposedPorts: "map",
  Healthcheck: "nil",
  Labels: "map",
  MacAddress: "text",
  NetworkDisabled: "bool",
  OnBuild: "list",
  Shell: "list",
  StopSignal: "text",
  StopTimeout: "nil",
  Volumes: "map",
};

const image: ZeroFields = { Config: config, GraphDriver: { Data: "map" }, OsVersion: "text", Variant: "text" };

const container: ZeroFields = {
  Config: config,
  GraphDriver: { Data: "map" },
  HostConfig: {
    Annotations: "map",
    Binds: "list",
    DeviceCgroupRules: "list",
    DeviceRequests: "list",
    GroupAdd: "list",
    Init: "nil",
    Links: "list",
    Mounts: "list",
    SecurityOpt: "list",
    StorageOpt: "map",
    Sysctls: "map",
    Tmpfs: "map",
    VolumesFrom: "list",
  },
  NetworkSettings: { SecondaryIPAddresses: "list", SecondaryIPv6Addresses: "list" },
  SizeRootFs: "nil",
  SizeRw: "nil",
  State: { Health: "nil" },
};

/** Of a document that `inspect` shows in Docker's shape; undefined for others, which say all that they have. */
export function inspectZeros(document: object): ZeroFields | undefined {
  if ("RootFS" in document) return image;
  return "State" in document && "HostConfig" in document ? container : undefined;
}
