import type { Project } from "../project.ts";
import { composeFile } from "../shape/project-shape.ts";
import type { Form, Printable, PrintableMap } from "../shape/shape.ts";
import type { TreeMap } from "../tree.ts";
import { jsonText } from "./json-text.ts";
import { yamlText } from "./yaml-text.ts";

/** A project as `config` prints it, with each dollar doubled, so that it can be read again. */
export function configText(project: Project, form: Form): string {
  return (
    form === "json" ? jsonText(sorted(projectTree(project, form)), true) : yamlText(projectTree(project, form))
  ).replaceAll("$", "$$$$");
}

/** The merged files as they are, sorted by key. */
export function modelText(tree: TreeMap, form: Form): string {
  return form === "json" ? jsonText(tree, true) : yamlText(tree);
}

const sections = ["networks", "volumes", "secrets", "configs", "models"] as const;

function projectTree(project: Project, form: Form): PrintableMap {
  const { fields } = composeFile;
  const tree: PrintableMap = new Map<string, Printable>([
    ["name", project.name],
    ["services", fields.services.print(project.services, form) ?? {}],
  ]);
  for (const section of sections) {
    // Each section's shape prints what it has decoded.
    const shape = fields[section] as { print(model: unknown, form: Form): Printable | undefined };
    const printed = shape.print(project[section], form);
    if (printed !== undefined) tree.set(section, printed);
  }
  const extensions = Object.entries(project.extensions).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of extensions) tree.set(name, value);
  return tree;
}

function sorted(map: PrintableMap): Printable {
  return Object.fromEntries(map);
}
