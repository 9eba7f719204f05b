import type { Context } from "../../context.ts";
import type { Plan } from "../plan/plan.ts";
import type { Project } from "../project.ts";

type Teller = Pick<Context, "emit">;

/** What a plan has to say before it is carried out: of others' networks and volumes, and of containers that the files do not know. */
export function tellPlan(context: Teller, plan: Plan): void {
  for (const message of plan.foreign) context.emit({ type: "warning", code: "COMPOSE", message });
  warnOfOrphans(context, plan);
}

/** docker compose's warning: such containers may be there by a file that was renamed. */
export function warnOfOrphans({ emit }: Teller, { orphans }: Plan): void {
  if (orphans.length === 0) return;
  const message = `orphan containers of this project: ${orphans.join(", ")}; --remove-orphans takes them away`;
  emit({ type: "warning", code: "COMPOSE", message });
}

/** Containers that run, and stay as they are. */
export function tellUntouched({ emit }: Teller, { name: project }: Pick<Project, "name">, { untouched }: Plan): void {
  for (const name of untouched) {
    emit({ type: "compose.progress", project, part: "container", name, state: "running" });
  }
}
