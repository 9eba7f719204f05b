import type { ImageConfig } from "./document/image-config.ts";

/** `Config` of Docker's `image inspect`, in its order: what an image does not say is there as Go's empty value, so that templates find it. */
export function dockerConfig(config: ImageConfig) {
  const { User, ExposedPorts, Env, Cmd, Healthcheck, Volumes, WorkingDir, Entrypoint, OnBuild, Labels } = config;
  const { StopSignal, StopTimeout, Shell } = config;
  return {
    Hostname: "",
    Domainname: "",
    User: User ?? "",
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(ExposedPorts && { ExposedPorts }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: Env ?? null,
    Cmd: Cmd ?? null,
    ...(Healthcheck && { Healthcheck }),
    Image: "",
    Volumes: Volumes ?? null,
    WorkingDir: WorkingDir ?? "",
    Entrypoint: Entrypoint ?? null,
    OnBuild: OnBuild ?? null,
    Labels: Labels ?? null,
    ...(StopSignal && { StopSignal }),
    ...(StopTimeout !== undefined && { StopTimeout }),
    ...(Shell && { Shell }),
  };
}
