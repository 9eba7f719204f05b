import { unknownService } from "../load/selection.ts";
import type { Project, Service } from "../project.ts";
import type { ForegroundRequest } from "./foreground-request.ts";

/** Those whose lines are wanted. Throws INVALID_VALUE for a name that the project does not have. */
export function shownServices(
  project: Project,
  {
    services,
    attach,
    noAttach,
    attachDependencies,
    exitCodeFrom,
  }: Pick<ForegroundRequest, "services" | "attach" | "noAttach" | "attachDependencies" | "exitCodeFrom">,
): string[] {
  const all = Object.keys(project.services);
  for (const service of [...attach, ...noAttach, ...(exitCodeFrom === undefined ? [] : [exitCodeFrom])]) {
    if (!all.includes(service)) throw unknownService(service, project);
  }
  const named = services.length === 0 || attachDependencies ? all : services;
  const chosen =
    attach.length > 0
      ? attachDependencies
        ? [...new Set([...attach, ...dependencies(project, attach)])]
        : attach
      : named;
  const isQuiet = ({ attach: own }: Service) => own === false;
  return chosen.filter(
    (name) => !noAttach.includes(name) && (attach.includes(name) || !isQuiet(project.services[name] ?? {})),
  );
}

function dependencies(project: Project, names: readonly string[]): string[] {
  const direct = names.flatMap((name) => Object.keys(project.services[name]?.depends_on ?? {}));
  return direct.length === 0 ? [] : [...direct, ...dependencies(project, direct)];
}
