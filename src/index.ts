import { ambientSession } from "./api/ambient.ts";
import { createBuild } from "./api/build.ts";
import { createCompose } from "./api/compose/compose.ts";
import { shellWithImages } from "./api/container-shell/image-shell.ts";
import { createService } from "./api/create-service.ts";
import { createEnv } from "./api/env.ts";
import { createImageVerbs } from "./api/image.ts";
import { createLlb } from "./api/llb.ts";
import { createLoginVerbs } from "./api/login.ts";
import { createNetworkVerbs } from "./api/network.ts";
import { createPushVerbs } from "./api/push.ts";
import { createRun } from "./api/run.ts";
import { createSecret } from "./api/secret.ts";
import { shellWithSecrets } from "./api/secret-shell.ts";
import { createVerbs } from "./api/verbs.ts";
import { createVolumeVerbs } from "./api/volume.ts";
import { $ as hostShell } from "./platform/zx.ts";

export type { Build, BuildFlags, BuildSecret, StateFlags } from "./api/build.ts";
export type { Compose } from "./api/compose/compose.ts";
export { ComposeApp } from "./api/compose/compose-app.ts";
export type {
  ComposeBuildOptions,
  ComposeContainer,
  ComposeDownOptions,
  ComposeImagesOptions,
  ComposeLogLine,
  ComposeLogsOptions,
  ComposePsOptions,
  ComposeRunOptions,
  ComposeUpOptions,
} from "./api/compose/compose-options.ts";
export { ComposeService } from "./api/compose/compose-service.ts";
export type { ComposeOptions } from "./api/compose/compose-source.ts";
export type { ProjectDefinition, ServiceDefinition } from "./api/compose/project-definition.ts";
export { Container } from "./api/container.ts";
export type { EventsOptions } from "./api/container-events.ts";
export type { ContainerFilter } from "./api/container-filter.ts";
export type {
  ContainerNames,
  HealthyOptions,
  LogsOptions,
  RemoveOptions,
  StopOptions,
} from "./api/container-options.ts";
export type { CommandOutput } from "./api/container-shell/command-output.ts";
export type { ContainerCommand } from "./api/container-shell/container-command.ts";
export type { ContainerShell } from "./api/container-shell/container-shell.ts";
export type { ImageShell, OpenShell, Shell } from "./api/container-shell/image-shell.ts";
export type { CommandDefaults, ImageShellOptions, StdinSource } from "./api/container-shell/shell-options.ts";
export type { ShellValue } from "./api/container-shell/shell-value.ts";
export { Dockerfile, type DockerfileValue, dockerfile } from "./api/dockerfile.ts";
export type { Env, LoadOptions } from "./api/env.ts";
export type { ContainerExec, ExecOperation, ExecOptions, ExecResult } from "./api/exec.ts";
export type { ImageFilter } from "./api/image-filter.ts";
export { ImageHandle } from "./api/image-handle.ts";
export type { ImageInput } from "./api/image-input.ts";
export type { Llb, Solvable, SolvableState } from "./api/llb.ts";
export type { LogOutput } from "./api/log-output.ts";
export type { NetworkInput, NetworkInputs } from "./api/network.ts";
export { type ConnectOptions, type ContainerReference, NetworkHandle, OwnNetwork } from "./api/network-handle.ts";
export { Operation } from "./api/operation.ts";
export type { OutputOperation } from "./api/output-operation.ts";
export type { ProgressOperation } from "./api/progress-operation.ts";
export type { PullOptions } from "./api/pull.ts";
export type { PushOptions } from "./api/push.ts";
export type { Ready } from "./api/ready.ts";
export type { Run, RunFlags, RunOptions } from "./api/run.ts";
export type { SecretFactory, SecretOptions } from "./api/secret.ts";
export type { SecretFileOptions, SecretFiles } from "./api/secret-files.ts";
export { Service } from "./api/service.ts";
export type { ServiceOptions, Services } from "./api/service-options.ts";
export { step } from "./api/step.ts";
export { type TaskOptions, task } from "./api/task.ts";
export type { ContainerSummary, ContainersOptions, ImagesOptions } from "./api/verbs.ts";
export type { VolumeInput } from "./api/volume.ts";
export { OwnVolume, VolumeHandle } from "./api/volume-handle.ts";
export type { VolumeInputs } from "./api/volume-texts.ts";
export type { Mounted, RunState, State } from "./build/llb/state.ts";
export type { BuildEvent } from "./build-event.ts";
export type { DeployDefinition } from "./compose/shape/deploy-shape.ts";
export type {
  BuildDefinition,
  ConfigDefinition,
  NetworkDefinition,
  SecretDefinition,
  VolumeDefinition,
} from "./compose/shape/resource-shapes.ts";
export type {
  DependencyDefinition,
  EndpointDefinition,
  MountDefinition,
  PortDefinition,
} from "./compose/shape/service-parts.ts";
export type { HealthcheckDefinition } from "./compose/shape/service-sections.ts";
export type { Attachment } from "./container/attach.ts";
export type { SystemEvent } from "./container/events/system-event.ts";
export type { ContainerDocument } from "./container/inspect/inspect-docker.ts";
export type { LogLine } from "./container/logs/log-line.ts";
export type { VolumeDocument } from "./container/mounts/volume-list.ts";
export type { NetworkDocument } from "./container/network/network-inspect.ts";
export { type ErrorCode, isNerdError, NerdError } from "./errors.ts";
export type { Image } from "./image/image.ts";
export type { ImageDocument } from "./image/inspect.ts";
export type { ImageRow } from "./image/list/list.ts";
export type { PushedImage } from "./image/push/push.ts";
export { Secret } from "./secrets/secret.ts";
export type { Retry, TaskContext, TaskHandle, TaskInputs } from "./task/task.ts";
export type { TaskOutcome } from "./task-events.ts";

/** zx's shell on this host; `` $.in("node:24")`npm test` `` is the same in a container of an image. */
export const $ = shellWithImages(shellWithSecrets(hostShell), ambientSession);
/** Starts a container from an image; resolves when it is ready. */
export const run = createRun(ambientSession);
export const { pull, images, containers, container, exec, logs, events } = createVerbs(ambientSession);
export const image = createImageVerbs(ambientSession);
export const network = createNetworkVerbs(ambientSession);
export const volume = createVolumeVerbs(ambientSession);
/** A server that tasks and top-level code share: started when it is first used, ended with the program. */
export const service = createService(ambientSession);
export const { push } = createPushVerbs(ambientSession);
/** Builds an image from a Dockerfile, or from a graph of steps made with `llb`. */
export const build = createBuild(ambientSession);
/** A build as a program: steps on file systems, which run when a state is solved. */
export const llb = createLlb(build);
/** A compose project: `compose("compose.yaml")`, `compose({ services: { … } })`, or the working directory's, as by `compose.up()`. */
export const compose = createCompose(ambientSession, () => process.argv[1]);
export const { login, logout } = createLoginVerbs(ambientSession);

const variables = { environment: () => process.env, cwd: () => process.cwd() };
/** A secret of the environment, a file or a command: hidden in all that nerdsh writes. */
export const secret = createSecret(variables);
/** A variable of the environment; `env.load(".env")` sets those of a file. */
export const env = createEnv(variables);
