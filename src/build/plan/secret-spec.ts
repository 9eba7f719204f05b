import { invalidSpec, specFields } from "./spec-fields.ts";

/** Where a secret of a build is. */
export type SecretSpec = { readonly id: string } & ({ readonly env: string } | { readonly file: string });

/** `id=token,src=FILE`, `id=token,env=NAME`; with an id alone, the variable of that name, else the file. Throws INVALID_VALUE. */
export function parseSecret(text: string, environment: Readonly<Record<string, string | undefined>>): SecretSpec {
  const fields = specFields("secret", text);
  const type = fields.get("type");
  if (type !== undefined && type !== "file" && type !== "env")
    throw invalidSpec("secret", text, `no such type: ${type}`);
  for (const name of fields.keys()) {
    if (["type", "id", "src", "source", "env"].includes(name)) continue;
    throw invalidSpec("secret", text, `no such field: ${name}`, "write id=NAME,src=FILE or id=NAME,env=VARIABLE");
  }
  const source = fields.get("src") ?? fields.get("source");
  const id = fields.get("id") ?? source;
  if (!id) throw invalidSpec("secret", text, "it has no id", "write id=NAME,src=FILE or id=NAME,env=VARIABLE");
  const env = fields.get("env") ?? (type === "env" ? (source ?? id) : undefined);
  if (env !== undefined) return { id, env };
  if (source !== undefined) return { id, file: source };
  return environment[id] !== undefined && type !== "file" ? { id, env: id } : { id, file: id };
}
