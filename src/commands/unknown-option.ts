import { NerdError, unknownName } from "../errors.ts";

/** What compose files, Testcontainers, Task, Turborepo and Gradle call our options. */
const namesElsewhere: Readonly<Record<string, readonly string[]>> = {
  env: ["environment", "environmentVariables", "envs"],
  publish: ["ports", "exposedPorts", "portBindings"],
  workdir: ["cwd", "workingDir", "workingDirectory"],
  command: ["cmd", "args"],
  ready: ["waitFor", "waitStrategy", "healthcheck"],
  readyTimeout: ["startupTimeout"],
  deps: ["dependsOn", "depends", "dependencies", "needs"],
  inputs: ["sources", "src"],
  outputs: ["generates", "artifacts"],
  if: ["when", "onlyIf", "condition"],
  retry: ["retries"],
  summary: ["description", "desc", "help"],
};

/** UNKNOWN_OPTION with the known name that was probably meant. */
export function unknownOption(name: string, known: Iterable<string>): NerdError {
  const names = [...known];
  const meant = names.find((each) => Object.hasOwn(namesElsewhere, each) && namesElsewhere[each]!.includes(name));
  if (meant === undefined) return unknownName("UNKNOWN_OPTION", name, names);
  return new NerdError("UNKNOWN_OPTION", `unknown option: ${name}`, {
    suggestions: [meant],
    hint: `did you mean ${meant}?`,
  });
}

/** Throws UNKNOWN_OPTION for the first that is none of the known ones. */
export function refuseUnknownOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownOption(unknown, known);
}
