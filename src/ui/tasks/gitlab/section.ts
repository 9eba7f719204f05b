interface Section {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly header: string;
  readonly isCollapsed: boolean;
}

const clearLine = "\x1b[0K";

/** Source: GitLab, "Job logs", "Custom collapsible sections". */
export function sectionStart({ name, atMs, header, isCollapsed }: Section): string {
  return `${clearLine}section_start:${seconds(atMs)}:${name}${isCollapsed ? "[collapsed=true]" : ""}\r${clearLine}${header}\n`;
}

export function sectionEnd(name: string, atMs: number): string {
  return `${clearLine}section_end:${seconds(atMs)}:${name}\r${clearLine}\n`;
}

/** A section's name is of letters, digits, `_`, `.` and `-`, and one of a kind in the log. */
export class SectionNames {
  readonly #taken = new Set<string>();

  of(text: string): string {
    const base = text.replace(/[^\w.-]+/g, "_");
    let name = base;
    for (let next = 2; this.#taken.has(name); next++) name = `${base}.${next}`;
    this.#taken.add(name);
    return name;
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
