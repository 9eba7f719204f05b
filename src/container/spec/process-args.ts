import type { RuntimeSpec } from "../../engine/runtime-spec.ts";

/** The words that the container was asked to run, without the init that `--init` puts before them. */
export function processArgs({ process }: RuntimeSpec): readonly string[] {
  const [first, second, ...rest] = process.args;
  return first === "/sbin/docker-init" && second === "--" ? rest : process.args;
}

export function hasInit({ process }: RuntimeSpec): boolean {
  return process.args[0] === "/sbin/docker-init";
}
