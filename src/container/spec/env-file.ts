import { readFile } from "node:fs/promises";
import { NerdError } from "../../errors.ts";

/** Docker's format: one `NAME=value` or bare `NAME` a line, `#` at the start for comments, nothing is unquoted. */
export function parseEnvFile(text: string, file: string): Record<string, string | null> {
  const variables: [name: string, value: string | null][] = [];
  for (const [i, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const line = raw.replace(/\r$/, "").trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const cut = line.indexOf("=");
    const name = cut < 0 ? line.trimEnd() : line.slice(0, cut);
    if (name === "" || /\s/.test(name)) {
      throw new NerdError(
        "INVALID_VALUE",
        `invalid variable name in line ${i + 1} of ${file}: ${JSON.stringify(name)}`,
      );
    }
    variables.push([name, cut < 0 ? null : line.slice(cut + 1)]);
  }
  return Object.fromEntries(variables);
}

/** Later files override earlier ones. */
export async function readEnvFiles(files: readonly string[]): Promise<Record<string, string | null>> {
  const parsed = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, "utf8").catch((cause: unknown) => {
        throw new NerdError("INVALID_VALUE", `cannot read environment file: ${file}`, { cause });
      });
      return parseEnvFile(text, file);
    }),
  );
  return Object.fromEntries(parsed.flatMap((variables) => Object.entries(variables)));
}
