import { ambientSession } from "./api/ambient.ts";
import { createImageVerbs } from "./api/image.ts";
import { createLoginVerbs } from "./api/login.ts";
import { createNetworkVerbs } from "./api/network.ts";
import { createPushVerbs } from "./api/push.ts";
import { createRun } from "./api/run.ts";
import { createVerbs } from "./api/verbs.ts";
import { createVolumeVerbs } from "./api/volume.ts";

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
export type { ContainerExec, ExecOperation, ExecOptions, ExecResult } from "./api/exec.ts";
export { ImageHandle } from "./api/image-handle.ts";
export type { NetworkInput, NetworkInputs } from "./api/network.ts";
export { type ConnectOptions, type ContainerReference, NetworkHandle, OwnNetwork } from "./api/network-handle.ts";
export { Operation } from "./api/operation.ts";
export type { OutputOperation } from "./api/output-operation.ts";
export type { ProgressOperation } from "./api/progress-operation.ts";
export type { PullOptions } from "./api/pull.ts";
export type { PushOptions } from "./api/push.ts";
export type { Run, RunFlags, RunOptions } from "./api/run.ts";
export { step } from "./api/step.ts";
export { type TaskOptions, task } from "./api/task.ts";
export type { ContainerSummary, ContainersOptions } from "./api/verbs.ts";
export type { VolumeInput } from "./api/volume.ts";
export { OwnVolume, VolumeHandle } from "./api/volume-handle.ts";
export type { VolumeInputs } from "./api/volume-texts.ts";
export type { Attachment } from "./container/attach.ts";
export type { SystemEvent } from "./container/events/system-event.ts";
export type { LogLine } from "./container/logs/log-line.ts";
export { type ErrorCode, isNerdError, NerdError } from "./errors.ts";
export type { Image } from "./image/image.ts";
export type { ImageRow } from "./image/list/list.ts";
export type { PushedImage } from "./image/push/push.ts";
export { $ } from "./platform/zx.ts";
export type { Retry, TaskContext, TaskHandle, TaskInputs } from "./task/task.ts";
export type { TaskOutcome } from "./task-events.ts";

/** Starts a container from an image; resolves when it is ready. */
export const run = createRun(ambientSession);
export const { pull, images, containers, container, exec, logs, events } = createVerbs(ambientSession);
export const image = createImageVerbs(ambientSession);
export const network = createNetworkVerbs(ambientSession);
export const volume = createVolumeVerbs(ambientSession);
export const { push } = createPushVerbs(ambientSession);
export const { login, logout } = createLoginVerbs(ambientSession);
