export interface StageBefore {
  /** A Dockerfile whose last stage ends just before the line, with the variables that its steps had. */
  readonly dockerfile: string;
  /** The instruction at the line, as it is written. */
  readonly instruction: string;
}

export interface StageOptions {
  /** An image that the shell is of; the stage's files are below `/debugroot` in it. */
  readonly image?: string | undefined;
}

/**
 * The stage of a Dockerfile as it is before an instruction, given by the lines it has, from 1. Undefined where there is no state before
 * it: it is the stage's own FROM, or what stands before all stages.
 */
export function stageBefore(
  text: string,
  lines: { readonly first: number; readonly last: number },
  { image }: StageOptions = {},
): StageBefore | undefined {
  const all = text.split(/\r?\n/);
  const instruction = all.slice(lines.first - 1, lines.last).join("\n");
  const before = all.slice(0, lines.first - 1);
  const stages = before.filter((line) => isFrom(line)).length;
  if (stages === 0 || isFrom(instruction) || !/^\s*[a-z]/i.test(instruction)) return undefined;
  const start = before.findLastIndex((line) => isFrom(line));
  const variables = before.slice(start + 1).flatMap(argumentNames);
  return { dockerfile: [...before, ...closing(variables, stages - 1, image)].join("\n"), instruction };
}

const debugRoot = "/debugroot";

/** ARGs are variables of a build's steps only; of the shell they must be the image's. */
function closing(variables: readonly string[], stage: number, image: string | undefined): string[] {
  const lines = [...new Set(variables)].map((name) => `ENV ${name}=\${${name}}`);
  if (image === undefined) return [...lines, ""];
  return [`FROM ${image}`, `COPY --from=${stage} / ${debugRoot}`, `WORKDIR ${debugRoot}`, ""];
}

function isFrom(line: string): boolean {
  return /^\s*FROM\s/i.test(line);
}

function argumentNames(line: string): string[] {
  const [, words] = /^\s*ARG\s+(.+)$/i.exec(line) ?? [];
  return [...(words ?? "").matchAll(/(?:^|\s)([A-Za-z_]\w*)(?=[=\s]|$)/g)].map(([, name = ""]) => name);
}
