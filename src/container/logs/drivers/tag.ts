import { NerdError } from "../../../errors.ts";
import { closest } from "../../../suggest.ts";
import { shortId } from "../../record/names.ts";
import type { LogSubject } from "./driver.ts";

const fields: Readonly<Record<string, (subject: LogSubject) => string>> = {
  ID: ({ id }) => shortId(id),
  FullID: ({ id }) => id,
  Name: ({ name }) => name,
  ImageID: ({ imageId }) => shortId(imageId.replace(/^sha256:/, "")),
  ImageFullID: ({ imageId }) => imageId,
  ImageName: ({ imageName }) => imageName,
  Command: ({ command }) => command.join(" "),
  DaemonName: () => "nerdsh",
};

/** What `--log-opt tag=` makes of a container: Docker's fields, `{{.Name}}`, in any text; the short id by default. */
export function tagOf(template: string | undefined, subject: LogSubject): string {
  return (template || "{{.ID}}").replace(/\{\{(.*?)\}\}/gs, (_, inner: string) => fieldOf(inner)(subject));
}

export function checkTag(template = ""): void {
  for (const [, inner = ""] of template.matchAll(/\{\{(.*?)\}\}/gs)) fieldOf(inner);
}

function fieldOf(inner: string): (subject: LogSubject) => string {
  const name = inner.trim().replace(/^\./, "");
  const field = fields[name];
  if (field && inner.trim().startsWith(".")) return field;
  const [near] = closest(name, Object.keys(fields));
  const hint = near ? `did you mean {{.${near}}}?` : `a tag knows ${Object.keys(fields).join(", ")}`;
  throw new NerdError("INVALID_VALUE", `not a field of a log tag: {{${inner}}}`, { hint });
}
