import { readFileSync, rmSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { ContainerRecord } from "../../engine/containers.ts";
import type { Healthcheck } from "../../image/document/image-config.ts";
import { errno, replaceFile } from "../../store/atomic-file.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { statePaths } from "../record/state-directory.ts";
import { type HealthResult, type HealthState, startingState } from "./health-state.ts";

type Labelled = Pick<ContainerRecord, "labels">;
type Place = Pick<Context, "engine" | "settings">;

/** As many as Docker shows. */
const keptResults = 5;

/** The container's check; undefined where it has none, or was told to have none. */
export function healthcheckOf({ labels }: Labelled): Healthcheck | undefined {
  const check = readJsonLabel<Healthcheck | undefined>(labels, labelKeys.healthcheck, undefined);
  return check?.Test !== undefined && check.Test.length > 0 && check.Test[0] !== "NONE" ? check : undefined;
}

/** Undefined where nobody checks it. */
export function healthStateOf(container: Labelled): HealthState | undefined {
  if (healthcheckOf(container) === undefined) return undefined;
  return readJsonLabel<HealthState>(container.labels, labelKeys.healthState, startingState);
}

/** The label of a container that begins a life: nothing is known of it yet. */
export function freshHealthLabels(container: Labelled): Record<string, string> {
  return healthcheckOf(container) === undefined ? {} : { [labelKeys.healthState]: JSON.stringify(startingState) };
}

/** `health.json`, where nerdctl keeps it: one result a line. Its directory tells who watches it of each change. */
export function healthFile({ engine, settings }: Place, id: string): string {
  return statePaths({ ...settings, namespace: engine.namespace }, id).health;
}

/** The last results, newest last. */
export function readResults(file: string): HealthResult[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return lines.slice(-keptResults).map((line) => JSON.parse(line) as HealthResult); // Whole lines, ours or nerdctl's.
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

/** The label first, so that whoever sees the file change finds it. */
export async function writeHealth(
  context: Place,
  container: Pick<ContainerRecord, "id" | "labels">,
  { state, result }: { readonly state: HealthState; readonly result: HealthResult },
): Promise<void> {
  const { id, labels } = container;
  const label = JSON.stringify(state);
  if (labels[labelKeys.healthState] !== label) {
    await context.engine.containers.update(id, { labels: { [labelKeys.healthState]: label } });
  }
  const file = healthFile(context, id);
  const results = [...readResults(file), result].slice(-keptResults);
  await replaceFile(file, results.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

export function forgetResults(context: Place, id: string): void {
  rmSync(healthFile(context, id), { force: true });
}
