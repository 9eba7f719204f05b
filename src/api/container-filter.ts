import type { HealthStatus } from "../container/health/health-state.ts";
import type { ContainerStatus } from "../container/record/status.ts";

export type OneOrMore<T> = T | readonly T[];

/** What `containers({ filter })` may ask: one of a key's values must fit, and every key; of labels, each. */
export interface ContainerFilter {
  readonly id?: OneOrMore<string>;
  /** A part of the name, or a regular expression: `^web-`. */
  readonly name?: OneOrMore<string>;
  readonly status?: OneOrMore<ContainerStatus>;
  /** `"app"`, `"app=web"`, or `{ app: "web", tier: true }`, where true is whatever value. */
  readonly label?: OneOrMore<string> | Readonly<Record<string, string | true>>;
  readonly health?: OneOrMore<HealthStatus | "none">;
  readonly exited?: OneOrMore<number>;
  /** Made before, or after, the container of that name or id. */
  readonly before?: string;
  readonly since?: string;
  /** An image that it is made from, or that its image is. */
  readonly ancestor?: OneOrMore<string>;
  /** A volume, or a path in the container where something is mounted. */
  readonly volume?: OneOrMore<string>;
  readonly network?: OneOrMore<string>;
  /** Ports of the host, and of the container: `8080`, `"8000-8010/tcp"`. */
  readonly publish?: OneOrMore<number | string>;
  readonly expose?: OneOrMore<number | string>;
}

/** The same as `ps --filter` takes it. */
export function filterTexts({ label, ...others }: ContainerFilter): string[] {
  const texts = Object.entries(others).flatMap(([key, values]) => [values].flat().map((value) => `${key}=${value}`));
  return [...texts, ...labelTexts(label).map((text) => `label=${text}`)];
}

export function labelTexts(label: ContainerFilter["label"] = []): readonly string[] {
  if (typeof label === "string") return [label];
  if (Array.isArray(label)) return label;
  return Object.entries(label).map(([key, value]) => (value === true ? key : `${key}=${value}`));
}
