import type { FailurePlace } from "../../failure.ts";

interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
  readonly place: FailurePlace | undefined;
}

/** A line that GitHub shows at the file's line in a pull request. Source: "Workflow commands for GitHub Actions". */
export function annotation({ level, title, message, place }: Annotation): string {
  const where = place && { file: place.file, line: place.line, col: place.column };
  const properties = Object.entries({ ...where, title }).map(
    ([name, value]) => `${name}=${escapeProperty(`${value}`)}`,
  );
  return `::${level} ${properties.join(",")}::${escapeData(message)}\n`;
}

export function group(title: string): string {
  return `::group::${escapeData(title)}\n`;
}

export const endGroup = "::endgroup::\n";

/**
 * A line of a task's own: its annotations are for GitHub as those of any step, but groups do not lie in groups, so that one of its own
 * would end ours.
 */
export function withoutGroups(line: string): string | undefined {
  if (/^\s*(::endgroup::|##\[endgroup\])/i.test(line)) return undefined;
  return line.replace(/^(\s*)(?:::group::|##\[group\])/i, "$1▸ ");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
