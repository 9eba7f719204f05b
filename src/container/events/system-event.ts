import type { StoredContainer } from "../../engine/containers.ts";
import { familiarName } from "../../image/reference.ts";
import { type MountRecord, mountRecords } from "../mounts/mount-record.ts";
import { recordedNetwork } from "../network/network-labels.ts";
import { askedImage } from "../record/asked-image.ts";
import { containerName } from "../record/lookup.ts";

/** Something that has happened to a container, an image, a network or a volume, in Docker's words. */
export interface SystemEvent {
  readonly type: "container" | "image" | "network" | "volume";
  /** `create`, `start`, `die`, `health_status: healthy`, … */
  readonly action: string;
  /** Of the container or network; the name of an image or a volume. */
  readonly id: string;
  /** `name`, `image`, the labels of a user, and what the action adds: `exitCode`, `execDuration` (seconds), `signal`, `execID`, `oldName`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
}

/** What is known of a container when something happens to it: at its end there is nobody to ask any more. */
export interface KnownContainer {
  readonly name: string;
  /** As it was written for `run`. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those of its mounts that are volumes. */
  readonly volumes?: readonly MountRecord[];
  /** Those that have a list, in the order of its interfaces. */
  readonly networks?: readonly string[];
  /** RFC 3339: when the life began that it is in. */
  readonly startedAt?: string;
}

export function knownContainer(container: StoredContainer): KnownContainer {
  const { image, labels } = container;
  const volumes = mountRecords(labels).filter(({ Type }) => Type === "volume");
  const { mode } = recordedNetwork(labels);
  const networks = mode.kind === "networks" ? mode.endpoints.map(({ network }) => network) : [];
  const asked = askedImage(labels) ?? familiarName(image);
  return { name: containerName(container), image: asked, labels: userLabels(labels), volumes, networks };
}

export function containerEvent(
  { id, known, action, time }: { id: string; known: KnownContainer | undefined; action: string; time: string },
  more: Readonly<Record<string, string>> = {},
): SystemEvent {
  const { labels = {}, image = "", name = "" } = known ?? {};
  return { type: "container", action, id, time, attributes: { ...labels, image, name, ...more } };
}

/** What an end adds: Docker's whole seconds of the life, where it is known when that began. */
export function endAttributes(exitCode: number, startedAt: string | undefined, time: string): Record<string, string> {
  const ms = startedAt === undefined ? undefined : Math.max(0, Date.parse(time) - Date.parse(startedAt));
  return { exitCode: String(exitCode), ...(ms !== undefined && { execDuration: String(Math.floor(ms / 1000)) }) };
}

const internalLabel = /^(nerdctl|nerdsh|containerd\.io|io\.containerd\.[^/]*)[/.]/;

function userLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !internalLabel.test(key)));
}
