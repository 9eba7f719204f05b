import { buildImage } from "../build/build-image.ts";
import { buildState, readFromState } from "../build/build-state.ts";
import { flagInput } from "../build/flag-input.ts";
import type { State } from "../build/llb/state.ts";
import type { BuildSecrets } from "../buildkit/session/secrets.ts";
import { buildCommand } from "../commands/builder/build.ts";
import { readInput } from "../commands/read-options.ts";
import type { Context } from "../context.ts";
import { csvLine } from "../csv-fields.ts";
import { NerdError } from "../errors.ts";
import type { Image } from "../image/image.ts";
import { isSecret } from "../secrets/secret.ts";
import type { BuildFlags, BuildSecret, StateFlags } from "./build.ts";
import { Dockerfile } from "./dockerfile.ts";

type AllFlags = BuildFlags & StateFlags & { readonly context?: string | undefined };

/** Builds what is given, by the options of a program; the image where one is here now. */
export async function startBuild(
  context: Context,
  subject: string | Dockerfile | State,
  options: AllFlags,
): Promise<Image | undefined> {
  if (typeof subject === "string") {
    return (await buildImage(context, { ...inputOf(context, options), context: subject })).image;
  }
  if (isDockerfile(subject)) {
    const input = { ...inputOf(context, options), context: options.context, dockerfile: subject.text };
    return (await buildImage(context, input)).image;
  }
  const { locals, image } = options;
  return (await buildState(context, subject, { ...inputOf(context, options), locals, image })).image;
}

export async function startRead(
  context: Context,
  state: State,
  path: string,
  options: StateFlags,
): Promise<Uint8Array> {
  return await readFromState(context, state, path, { ...inputOf(context, options), locals: options.locals });
}

/** Also one of another copy of nerdsh. */
function isDockerfile(subject: Dockerfile | State): subject is Dockerfile {
  return subject instanceof Dockerfile || ("text" in subject && typeof subject.text === "string");
}

function inputOf({ cwd }: Context, options: AllFlags) {
  const {
    args,
    buildArg,
    secrets = {},
    ssh,
    signal: _signal,
    quiet: _quiet,
    locals: _locals,
    image: _image,
    ...rest
  } = options;
  const { context: _context, ...flags } = rest;
  const variables = { ...buildArg, ...args };
  for (const [name, value] of Object.entries(variables)) if (isSecret(value)) throw openSecret(name);
  const entries = Object.entries(secrets);
  const secret = entries.flatMap(([id, value]) => placeOf(id, value) ?? []);
  const read = readInput(buildCommand, ["."], { ...flags, buildArg: variables, secret, ssh: agentsOf(ssh) });
  const { context: _here, ...input } = flagInput(cwd, read);
  return { ...input, secretValues: valuesOf(entries) };
}

function placeOf(id: string, value: BuildSecret): string | undefined {
  if (typeof value === "string" || isSecret(value)) return undefined;
  return csvLine([`id=${id}`, "file" in value ? `src=${value.file}` : `env=${value.env}`]);
}

/** Each is asked for when a step first needs it. */
function valuesOf(secrets: readonly (readonly [string, BuildSecret])[]): BuildSecrets {
  return new Map(
    secrets.flatMap(([id, value]) => {
      if (typeof value === "string") return [[id, async () => Buffer.from(value)] as const];
      return isSecret(value) ? [[id, async () => Buffer.from(await value.value())] as const] : [];
    }),
  );
}

function agentsOf(ssh: BuildFlags["ssh"]): string[] {
  if (ssh === undefined || ssh === false) return [];
  return ssh === true ? ["default"] : Object.entries(ssh).map(([id, path]) => `${id}=${path}`);
}

function openSecret(name: string): NerdError {
  return new NerdError("INVALID_VALUE", `a secret as build argument would stay in the image: ${name}`, {
    hint: `mount it: RUN --mount=type=secret,id=${name}, and build with { secrets: { ${name}: … } }`,
  });
}
