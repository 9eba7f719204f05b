import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { removeAbandonedServices } from "../container/abandoned-services.ts";
import { containerImage } from "../container/container-image.ts";
import { containerAddress } from "../container/network/container-address.ts";
import { recordedNetwork } from "../container/network/network-labels.ts";
import { networkRequest } from "../container/network/network-request.ts";
import { waitUntilReady } from "../container/readiness/ready.ts";
import type { ReadyCheck } from "../container/readiness/ready-check.ts";
import type { CreateOptions } from "../container/record/create-options.ts";
import { labelKeys } from "../container/record/labels.ts";
import { publishedPorts } from "../container/record/list.ts";
import { containerName } from "../container/record/lookup.ts";
import { isAlive } from "../container/record/status.ts";
import { removeContainer } from "../container/remove.ts";
import { runContainer } from "../container/run.ts";
import { startContainer } from "../container/start.ts";
import { stopContainer } from "../container/stop.ts";
import { ifPresent, waitForExit } from "../container/wait.ts";
import type { Context } from "../context.ts";
import { toMilliseconds } from "../duration.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";
import { familiarName } from "../image/reference.ts";
import { lockFile } from "../store/file-lock.ts";
import { type ProcessIdentity, processIdentity } from "../store/process-identity.ts";
import { Container } from "./container.ts";
import { dispose, noteContainer } from "./disposal.ts";
import { readyChecks } from "./ready.ts";
import { requestedContainer } from "./requested-container.ts";
import type { ServiceOptions } from "./service-options.ts";
import { type ContextBase, contextOf } from "./session.ts";

export interface ServiceRequest {
  readonly name: string;
  readonly image: string;
  readonly options: ServiceOptions;
}

export interface StartedService {
  readonly container: Container;
  /** Of a service that goes with this process. */
  readonly process: ProcessIdentity | undefined;
  /** Undefined where it has the host's network. */
  readonly address: { readonly ip: string; readonly network: string } | undefined;
  /** Its status, where it has exited. */
  end(): number | undefined;
  remove(): Promise<void>;
  ended(): void;
}

interface Running {
  readonly record: StoredContainer;
  readonly exit: Promise<Exit>;
  readonly process: ProcessIdentity | undefined;
  /** What is waited for where the recipe says nothing. */
  readonly checks: readonly ReadyCheck[];
}

/** Starts it, or finds the one that an earlier run has left to be reused, and waits until it is ready. */
export async function startService(
  base: ContextBase,
  request: ServiceRequest,
  signal: AbortSignal,
): Promise<Omit<StartedService, "ended">> {
  const { reuse = false, stopTimeout, ready, readyTimeout, command = [], ...flags } = request.options;
  const context = contextOf(base, { signal, quiet: false });
  const own = { ...flags, name: undefined, rm: !reuse, detach: true, stopTimeout };
  const options = await requestedContainer([request.image, ...command], own, { env: {} });
  const [running] = await Promise.all([
    reuse
      ? reused(context, request.name, options)
      : started(context, request.name, { ...options, name: `${request.name}-${randomBytes(4).toString("hex")}` }),
    sweep(context),
  ]);
  const { record, exit } = running;
  const { id } = record;
  const names = { id, name: containerName(record), image: familiarName(record.image) };
  const container = new Container(base, names, publishedPorts(context, id), { exit });
  noteContainer(container);
  const remove = () => dispose({ ...names, remove: () => removeService(base, record, stopTimeout) });
  try {
    const checks = ready === undefined ? running.checks : readyChecks(ready, container);
    const timeoutMs = readyTimeout === undefined ? undefined : toMilliseconds(readyTimeout);
    if (timeoutMs !== 0)
      await waitUntilReady(context, record, exit, { checks, ...(timeoutMs !== undefined && { timeoutMs }) });
    const address = await addressOf(context, record);
    let end: number | undefined;
    exit.then(
      ({ exitCode }) => (end = exitCode),
      () => (end = 0), // Somebody has removed it.
    );
    return { container, process: running.process, address, end: () => end, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function started(context: Context, name: string, options: CreateOptions, label = {}): Promise<Running> {
  const { options: published, checks } = await withPorts(context, options);
  const { id, pid, exit } = await runContainer(
    context,
    { ...published, label: { ...published.label, ...label, [labelKeys.service]: name } },
    { detach: true, isKeptHere: options.rm },
  );
  const record = await context.engine.containers.get(id);
  return { record, exit, process: options.rm ? processIdentity(pid) : undefined, checks };
}

/** Two runs that begin at once share one: the second waits until the first has made it. */
async function reused(context: Context, name: string, options: CreateOptions): Promise<Running> {
  const { engine, settings, signal } = context;
  const image = await containerImage(context, options, undefined);
  const key = createHash("sha256")
    .update(JSON.stringify([name, image.configDigest, options]))
    .digest("hex")
    .slice(0, 12);
  await using _lock = await lockFile(join(settings.dataStore, "services", key), { signal });
  const [record] = await engine.containers.list([`labels."${labelKeys.reuse}"==${key}`], { signal });
  if (record === undefined) {
    return await started(context, name, { ...options, name: `${name}-${key}` }, { [labelKeys.reuse]: key });
  }
  const { id } = record;
  const { checks } = await withPorts(context, options);
  if (!isAlive(await ifPresent(engine.tasks.get({ id })))) {
    await startContainer(context, record, { attach: false, interactive: false });
  }
  const exit = waitForExit(engine, { id }, { background: true });
  exit.catch(() => {}); // Whoever uses it hears of it.
  return { record: await engine.containers.get(id), exit, process: undefined, checks };
}

/**
 * What the image exposes is published for this host alone, under ports that are free; one of them that accepts is enough, since images
 * also expose what they only serve when told to.
 */
async function withPorts(context: Context, options: CreateOptions) {
  const asked = networkRequest(options);
  const isPublished = options.publish.length > 0 || options.publishAll;
  if (isPublished || asked.mode.kind !== "networks" || options.rootfs) return { options, checks: [] };
  const { config } = await containerImage(context, options, undefined);
  const exposed = [...new Set([...Object.keys(config.ExposedPorts ?? {}), ...asked.exposed])];
  const ports = exposed.filter((port) => port.endsWith("/tcp")).map((port) => Number.parseInt(port, 10));
  const checks: ReadyCheck[] = ports.length > 0 && config.Healthcheck === undefined ? [{ port: ports, any: true }] : [];
  return { options: { ...options, publish: exposed.map((port) => `127.0.0.1::${port}`) }, checks };
}

async function addressOf(context: Context, record: StoredContainer): Promise<StartedService["address"]> {
  const { mode } = recordedNetwork(record.labels);
  if (mode.kind !== "networks") return undefined;
  const network = mode.endpoints[0]?.network ?? "bridge";
  return { ip: await containerAddress(context, record, network), network };
}

async function removeService(base: ContextBase, record: StoredContainer, stopTimeout: number | undefined) {
  const context = { ...base, signal: new AbortController().signal };
  if (stopTimeout !== undefined) await ifPresent(stopContainer(context, record, { timeout: stopTimeout }));
  await removeContainer(context, record, { force: true, volumes: true });
}

/** What killed recipes have left goes with the next one that has a service; that it cannot is no failure of this one. */
async function sweep(context: Context): Promise<void> {
  try {
    await removeAbandonedServices(context);
  } catch (error) {
    if (context.signal.aborted) return;
    const message = `what a killed recipe has left could not be removed: ${error instanceof Error ? error.message : String(error)}`;
    context.emit({ type: "warning", code: "LEFTOVER", message });
  }
}
