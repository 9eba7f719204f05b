import { loadProject } from "../../src/compose/load/load-project.ts";
import type { Project } from "../../src/compose/project.ts";

/** A project of one file's text, named `shop`, that nothing of the host goes into. */
export async function composeProject(text: string, services: readonly string[] = []): Promise<Project> {
  const source = { files: ["-"], envFiles: [], profiles: [], environment: { TOKEN: "t0p" }, cwd: "/shop" };
  return await loadProject({ ...source, projectName: "shop", standardInput: text }, { services });
}
