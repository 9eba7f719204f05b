import { isNerdError } from "../errors.ts";
import { toAny } from "./any.ts";
import { type Any, type Metric, type Mount, methods, type Process, type TaskStatus } from "./protocol.ts";
import type { LinuxResources, ProcessSpec } from "./runtime-spec.ts";
import { Service, type Waits } from "./service.ts";
import { shimCall } from "./shim-call.ts";

const mostPauses = 5;

/** Where a process's streams go: a FIFO's or file's path, a `binary://` or `file://` URI, or nowhere. */
export interface TaskStreams {
  readonly stdin?: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly terminal: boolean;
}

export interface Exit {
  readonly exitCode: number;
  /** RFC 3339. */
  readonly exitedAt: string;
}

/** The container's first process where `execId` is left out. */
export interface ProcessName {
  readonly id: string;
  readonly execId?: string | undefined;
}

export interface TaskState extends Exit {
  readonly pid: number;
  readonly status: TaskStatus;
  readonly streams: TaskStreams;
}

/** Running containers. A task is created, waited for, then started, in this order: no exit is missed. */
export class Tasks extends Service {
  /** Cannot be cancelled: containerd might leave a shim that nobody finds again. */
  async create(id: string, rootfs: readonly Mount[], streams: TaskStreams, options?: Any): Promise<{ pid: number }> {
    const request = { containerId: id, rootfs, ...streams, ...(options && { options }) };
    return await this.callSlowly(methods.tasks.create, request);
  }

  async start({ id, execId }: ProcessName, waits?: Waits): Promise<{ pid: number }> {
    return await this.callSlowly(methods.tasks.start, { containerId: id, execId }, waits);
  }

  /** Resolves when the process has exited, also where it did so before the call. */
  async wait({ id, execId }: ProcessName, waits?: Waits): Promise<Exit> {
    const request = { containerId: id, execId };
    const call = () => this.callSlowly(methods.tasks.wait, request, waits);
    const { exitStatus, exitedAt = "" } = await shimCall(call, waits);
    return { exitCode: exitStatus, exitedAt };
  }

  /** NOT_FOUND where the process has exited. */
  async kill(
    { id, execId }: ProcessName,
    signal: number,
    { all = false, ...waits }: Waits & { all?: boolean } = {},
  ): Promise<void> {
    const request = { containerId: id, execId, signal, all };
    await shimCall(() => this.call(methods.tasks.kill, request, waits), waits);
  }

  /** Reaps an exited task; ENGINE_FAILED where it still runs. */
  async delete(id: string, waits?: Waits): Promise<Exit> {
    const call = () => this.callSlowly(methods.tasks.delete, { containerId: id }, waits);
    const { exitStatus, exitedAt = "" } = await shimCall(call, waits);
    return { exitCode: exitStatus, exitedAt };
  }

  /** Cannot be cancelled, as `create`. */
  async exec(id: string, execId: string, spec: ProcessSpec, streams: TaskStreams): Promise<void> {
    const request = { containerId: id, execId, spec: toAny("Process", spec), ...streams };
    await this.callSlowly(methods.tasks.exec, request);
  }

  async deleteProcess(id: string, execId: string, waits?: Waits): Promise<Exit> {
    const request = { containerId: id, execId };
    const call = () => this.callSlowly(methods.tasks.deleteProcess, request, waits);
    const { exitStatus, exitedAt = "" } = await shimCall(call, waits);
    return { exitCode: exitStatus, exitedAt };
  }

  async get({ id, execId }: ProcessName, waits?: Waits): Promise<TaskState> {
    const { process } = await this.call(methods.tasks.get, { containerId: id, execId }, waits);
    return state(process!); // A reply without it would be an error.
  }

  /** Every task of the namespace by its container's id. */
  async list(waits?: Waits): Promise<Map<string, TaskState>> {
    const { tasks } = await this.call(methods.tasks.list, {}, waits);
    return new Map(tasks.map((process) => [process.id, state(process)]));
  }

  async resizePty(
    { id, execId }: ProcessName,
    { columns, rows }: { columns: number; rows: number },
    waits?: Waits,
  ): Promise<void> {
    await this.call(methods.tasks.resizePty, { containerId: id, execId, width: columns, height: rows }, waits);
  }

  /** The only way in which a process sees the end of its stdin: the shim keeps the FIFO open. */
  async closeStdin({ id, execId }: ProcessName, waits?: Waits): Promise<void> {
    await this.call(methods.tasks.closeIO, { containerId: id, execId, stdin: true }, waits);
  }

  /**
   * With cgroup v1, runc gives up, and thaws what it has frozen, after a fraction of a second in which a busy host may not have run each process once:
   * that is tried again.
   */
  async pause(id: string, waits?: Waits): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.call(methods.tasks.pause, { containerId: id }, waits);
        return;
      } catch (error) {
        const isTooEarly = isNerdError(error, "ENGINE_FAILED") && error.message.includes("unable to freeze"); // runc's words.
        if (!isTooEarly || tries === mostPauses) throw error;
      }
    }
  }

  async resume(id: string, waits?: Waits): Promise<void> {
    await shimCall(() => this.call(methods.tasks.resume, { containerId: id }, waits), waits);
  }

  /** Cannot be cancelled: the process might be frozen for good. Where the options name a directory, that is where the files are. */
  async checkpoint(id: string, options: Any): Promise<void> {
    await this.callSlowly(methods.tasks.checkpoint, { containerId: id, options });
  }

  /** Host pids of every process in the container. */
  async pids(id: string, waits?: Waits): Promise<number[]> {
    const { processes } = await this.call(methods.tasks.listPids, { containerId: id }, waits);
    return processes.map(({ pid }) => pid);
  }

  async update(id: string, resources: LinuxResources, waits?: Waits): Promise<void> {
    await this.call(methods.tasks.update, { containerId: id, resources: toAny("LinuxResources", resources) }, waits);
  }

  /** `filters` as in `id==x`; none is every task of the namespace. */
  async metrics(filters: readonly string[], waits?: Waits): Promise<readonly Metric[]> {
    return (await this.call(methods.tasks.metrics, { filters }, waits)).metrics;
  }
}

function state({ pid, status, exitStatus, exitedAt = "", stdin, stdout, stderr, terminal }: Process): TaskState {
  return { pid, status, exitCode: exitStatus, exitedAt, streams: { stdin, stdout, stderr, terminal } };
}
