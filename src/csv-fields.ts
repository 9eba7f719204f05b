/** The fields of one line of CSV: one with a comma in it stands in quotes, and a quote in it is doubled. */
export function csvFields(text: string): string[] {
  const fields = text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}

/** The other way: quotes where they are needed. */
export function csvLine(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}
