import { basename } from "node:path";
import type { ProjectInput } from "../../compose/project.ts";
import type { NetworkDefinition, SecretDefinition, VolumeDefinition } from "../../compose/shape/resource-shapes.ts";
import type { ServiceInput } from "../../compose/shape/service-shape.ts";
import { isSecret, type Secret } from "../../secrets/secret.ts";
import { ImageHandle } from "../image-handle.ts";
import { NetworkHandle } from "../network-handle.ts";
import { VolumeHandle } from "../volume-handle.ts";

type Scalar = string | number | boolean | null;
/** Values may be secrets. */
type Variables = Readonly<Record<string, Scalar | Secret>> | readonly string[];

/** One service, in the words of the compose specification, short and long forms as in a file. */
export interface ServiceDefinition extends Omit<ServiceInput, "image" | "environment"> {
  /** A name, or what `build()` gave. */
  readonly image?: string | ImageHandle | undefined;
  readonly environment?: Variables | undefined;
}

/** A compose project that is written in a program: what a compose file says, and handles in the place of names. */
export interface ProjectDefinition extends Omit<ProjectInput, "services" | "networks" | "volumes" | "secrets"> {
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  /** `null` and `{}` for one of the project's own; a handle for one that is there. */
  readonly networks?: Readonly<Record<string, NetworkDefinition | NetworkHandle | null>> | undefined;
  readonly volumes?: Readonly<Record<string, VolumeDefinition | VolumeHandle | null>> | undefined;
  readonly secrets?: Readonly<Record<string, SecretDefinition | Secret>> | undefined;
}

/** A definition as a file's text, and the variables that it needs beside the caller's. */
export interface DefinedProject {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The same project as a file would say it: handles as names, texts of secrets read, dollars as they are. Throws SECRET_UNAVAILABLE. */
export async function definedProject(definition: ProjectDefinition, name: string | undefined): Promise<DefinedProject> {
  const variables: Record<string, string> = {};
  const secrets: Record<string, unknown> = {};
  for (const [key, secret] of Object.entries(definition.secrets ?? {})) {
    if (!isSecret(secret)) secrets[key] = secret;
    else {
      const variable = `NERDSH_SECRET_${key}`;
      variables[variable] = await secret.value();
      secrets[key] = { environment: variable };
    }
  }
  const own = await written({
    ...(name !== undefined && { name }),
    ...definition,
    ...(definition.networks && { networks: sectionOf(definition.networks) }),
    ...(definition.volumes && { volumes: sectionOf(definition.volumes) }),
    ...(definition.secrets && { secrets }),
  });
  // A file's name is looked for before the whole of it is read: in the first line, with a blank behind the colon.
  return { text: JSON.stringify(own, undefined, 1), variables };
}

/** What belongs to nobody is external. */
function sectionOf(section: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(section).map(([key, one]) => {
    const isHandle = one instanceof NetworkHandle || one instanceof VolumeHandle;
    return [key, isHandle ? { name: one.name, external: true } : one];
  });
  return Object.fromEntries(entries);
}

/** A program has its own variables: a dollar means a dollar. */
async function written(value: unknown): Promise<unknown> {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (isSecret(value)) return (await value.value()).replaceAll("$", "$$$$");
  if (value instanceof ImageHandle || value instanceof NetworkHandle || value instanceof VolumeHandle)
    return value.name;
  if (Array.isArray(value)) return await Promise.all(value.map(written));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(await Promise.all(entries.map(async ([key, part]) => [key, await written(part)] as const)));
}

/** Of programs whose directory says more, and of nerdsh itself where there is no file: at the prompt, and by `--eval`. */
const saysNothing = /^(main|index|nerdsh|\[.*)$/;

/** `shop` of `shop.nerd.ts`, as a project may be called; undefined where the directory's name is the better one. */
export function projectNameOf(recipe: string | undefined): string | undefined {
  const file = basename(recipe ?? "").replace(/(\.nerd)?\.[cm]?[jt]s$/, "");
  if (saysNothing.test(file)) return undefined;
  const name = file
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
  return name === "" ? undefined : name;
}
