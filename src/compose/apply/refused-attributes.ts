import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { metLimits } from "../platform-limits.ts";
import type { Project } from "../project.ts";

/** Says what is left out of a project here. Throws UNSUPPORTED, by the attribute's name, for what cannot be. */
export function refuseLimits({ emit }: Pick<Context, "emit">, project: Project): void {
  for (const { outcome, path, reason } of metLimits(project)) {
    if (outcome === "refused") throw new NerdError("UNSUPPORTED", `${path} is not supported: ${reason}`);
    emit({ type: "warning", code: "COMPOSE", message: `${path} is ignored: ${reason}` });
  }
}
