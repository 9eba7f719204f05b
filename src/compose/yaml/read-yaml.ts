import { AttributeProblem } from "../attribute-problem.ts";
import { parseSimpleYaml } from "./simple-yaml.ts";
import { maxWholeYamlBytes, maxYamlBytes, type YamlDocument } from "./yaml-document.ts";

/** The documents of a compose file. Throws an AttributeProblem for what is no YAML, or more of it than is good. */
export async function readYaml(text: string): Promise<YamlDocument[]> {
  if (text.length > maxYamlBytes) {
    throw new AttributeProblem([], `is larger than ${maxYamlBytes / 1024 / 1024} MiB`);
  }
  const simple = parseSimpleYaml(text);
  if (simple !== undefined) return [{ ...simple, resets: [] }];
  if (text.length > maxWholeYamlBytes) {
    throw new AttributeProblem(
      [],
      `is larger than ${maxWholeYamlBytes / 1024} KiB, and more than plain mappings and lists`,
    );
  }
  const { parseWholeYaml } = await import("./whole-yaml.ts");
  return parseWholeYaml(text);
}
