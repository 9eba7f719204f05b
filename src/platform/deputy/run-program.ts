import { join } from "node:path";
import { isExecutable } from "../embedded-program.ts";
import type { ProgramEnd } from "../own-session.ts";
import { askDeputy } from "./ask.ts";

interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: string;
}

/** Undefined where there is no deputy, or it could not start the program: then whoever starts it himself learns why. */
export async function runByDeputy(
  file: string,
  args: readonly string[],
  { env, stdin }: RunOptions,
): Promise<ProgramEnd | undefined> {
  const path = file.includes("/") ? file : programPath(file, env["PATH"] ?? "");
  if (path === undefined) return undefined;
  const words = [path, stdin, file, ...args];
  const variables = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const answer = await askDeputy({ operation: "run", texts: [...words, ...variables], split: words.length });
  if (answer === undefined || answer.result < 0) return undefined;
  const { result, first, second } = answer;
  return { status: exitStatus(result), stdout: first.toString(), stderr: second.toString() };
}

/** Of what wait(2) gives; 1 where a signal ended it. */
export function exitStatus(waited: number): number {
  return (waited & 0x7f) === 0 ? waited >> 8 : 1;
}

function programPath(name: string, searched: string): string | undefined {
  const paths = searched.split(":").map((directory) => join(directory || ".", name));
  return paths.find((path) => path.startsWith("/") && isExecutable(path));
}
