import { listContainers } from "../../container/record/list.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { composeLabels } from "../labels.ts";

/** A project in the fields of `docker compose ls`. */
export interface ListedProject {
  readonly Name: string;
  /** `exited(1), running(2)` */
  readonly Status: string;
  /** Paths with commas between; `N/A` where nobody wrote them down, as nerdctl does not. */
  readonly ConfigFiles: string;
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: string;
}

/** The projects that have containers, whoever made them, by name; without `all` those of which one runs. */
export async function observedProjects(
  context: Pick<Context, "engine" | "settings" | "signal">,
  { all }: { readonly all: boolean },
): Promise<ListedProject[]> {
  const summaries = await listContainers(context, { all: true });
  return listedProjects(all ? summaries : summaries.filter(({ status }) => status === "running"));
}

export function listedProjects(containers: readonly Labelled[]): ListedProject[] {
  const projects = new Map<string, Labelled[]>();
  for (const container of containers) {
    const name = container.labels[composeLabels.project];
    // As docker compose has it: what has no hash was made by something else, whose labels were copied.
    if (name === undefined || container.labels[composeLabels.configHash] === undefined) continue;
    projects.set(name, [...(projects.get(name) ?? []), container]);
  }
  return [...projects]
    .map(([name, own]) => ({ Name: name, Status: statusText(own), ConfigFiles: filesText(own) }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
}

function statusText(containers: readonly Labelled[]): string {
  const counts = new Map<string, number>();
  for (const { status } of containers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${status}(${count})`)
    .join(", ");
}

function filesText(containers: readonly Labelled[]): string {
  const files = containers.flatMap(({ labels }) => labels[composeLabels.configFiles]?.split(",") ?? []);
  return files.length === 0 ? "N/A" : [...new Set(files)].join(",");
}

/** Those of which a name is one of `names`, or fits it as a regular expression, as Docker's filters have it. */
export function withNames(projects: readonly ListedProject[], names: readonly string[]): readonly ListedProject[] {
  return names.length === 0 ? projects : projects.filter(({ Name }) => names.some((name) => fits(Name, name)));
}

function fits(name: string, pattern: string): boolean {
  try {
    return name === pattern || new RegExp(pattern).test(name);
  } catch (error) {
    throw new NerdError("INVALID_VALUE", `invalid filter: name=${pattern}`, { cause: error, exitCode: 1 });
  }
}
