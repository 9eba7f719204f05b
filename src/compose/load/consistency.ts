import { closest } from "../../suggest.ts";
import { AttributeProblem } from "../attribute-problem.ts";
import { type Project, replicasOf, type Service } from "../project.ts";

type Check = (service: Service, project: Project) => readonly [attribute: string, message: string] | undefined;

const checks: readonly Check[] = [
  (service) => {
    const hasSource = service.image || service.build || service.provider;
    return hasSource ? undefined : ["", "has neither an image nor a build"];
  },
  ({ build }) => {
    const isDouble = build?.dockerfile !== undefined && build.dockerfile_inline !== undefined;
    return isDouble ? ["build", "has both dockerfile and dockerfile_inline"] : undefined;
  },
  ({ build }, { services }) => {
    const bases = Object.values(build?.additional_contexts ?? {}).filter((context) => context.startsWith("service:"));
    const unknown = bases
      .map((context) => context.slice("service:".length))
      .find((name) => services[name]?.build === undefined);
    return unknown === undefined
      ? undefined
      : ["build.additional_contexts", `names a service that is not built: ${unknown}`];
  },
  ({ build, platform }) => {
    const isMissing = platform && build?.platforms?.length && !build.platforms.includes(platform);
    return isMissing ? ["build.platforms", `must include the service's platform ${platform}`] : undefined;
  },
  ({ network_mode, networks }) =>
    network_mode && Object.keys(networks ?? {}).length > 0 ? ["network_mode", "excludes networks"] : undefined,
  ({ healthcheck }) => {
    const [kind] = healthcheck?.test ?? [];
    const isKnown = kind === undefined || ["CMD", "CMD-SHELL", "NONE"].includes(kind);
    return isKnown
      ? undefined
      : ["healthcheck.test", `must begin with CMD, CMD-SHELL or NONE, and begins with ${kind}`];
  },
  ({ network_mode }, { services }) => {
    const name = network_mode?.startsWith("service:") ? network_mode.slice("service:".length) : undefined;
    return name === undefined || Object.hasOwn(services, name)
      ? undefined
      : ["network_mode", `names an unknown service: ${name}`];
  },
  ({ scale, deploy }) =>
    scale !== undefined && deploy?.replicas !== undefined && scale !== deploy.replicas
      ? ["scale", "differs from deploy.replicas"]
      : undefined,
  ({ cpus, deploy }) => differs(cpus, deploy?.resources?.limits, "cpus", "cpus"),
  ({ mem_limit, deploy }) => differs(mem_limit, deploy?.resources?.limits, "mem_limit", "memory"),
  ({ mem_reservation, deploy }) => {
    const reserved = deploy?.resources?.reservations;
    return mem_reservation && reserved && reserved.memory !== mem_reservation
      ? ["mem_reservation", "differs from deploy.resources.reservations.memory"]
      : undefined;
  },
  ({ pids_limit, deploy }) => differs(pids_limit, deploy?.resources?.limits, "pids_limit", "pids"),
  (service) =>
    service.container_name && replicasOf(service) > 1
      ? ["container_name", `names one container, and there are ${replicasOf(service)} replicas`]
      : undefined,
  ({ develop }) => {
    const index = (develop?.watch ?? []).findIndex(
      ({ target, action }) => !target && action !== "rebuild" && action !== "restart",
    );
    return index < 0 ? undefined : [`develop.watch[${index}]`, "needs a target"];
  },
];

function differs(
  given: number | undefined,
  limits: NonNullable<NonNullable<NonNullable<Service["deploy"]>["resources"]>["limits"]> | undefined,
  attribute: string,
  name: "cpus" | "memory" | "pids",
): readonly [string, string] | undefined {
  if (!given || limits === undefined || (limits[name] ?? 0) === given) return undefined;
  return [attribute, `differs from deploy.resources.limits.${name}`];
}

/** Throws an AttributeProblem where services refer to what is not there, or contradict themselves. */
export function checkConsistency(project: Project): void {
  for (const [name, service] of Object.entries(project.services)) {
    for (const check of checks) {
      const [attribute, message] = check(service, project) ?? [];
      if (attribute === undefined || message === undefined) continue;
      throw new AttributeProblem(["services", name, ...attribute.split(".").filter((part) => part !== "")], message);
    }
    checkReferences(name, service, project);
  }
  for (const [name, secret] of Object.entries(project.secrets)) {
    if (!secret.external && !secret.file && !secret.environment && !secret.driver) {
      throw new AttributeProblem(["secrets", name], "needs one of file, environment");
    }
  }
  checkCircles(project);
}

function checkReferences(name: string, service: Service, project: Project): void {
  const refer = (
    section: Readonly<Record<string, unknown>>,
    target: string,
    where: readonly string[],
    kind: string,
  ) => {
    if (Object.hasOwn(section, target)) return;
    const suggestions = closest(target, Object.keys(section));
    const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
    throw new AttributeProblem(["services", name, ...where], `refers to an undefined ${kind}: ${target}`, {
      hint,
      suggestions,
    });
  };
  for (const network of Object.keys(service.networks ?? {})) refer(project.networks, network, ["networks"], "network");
  for (const [dependency, { required }] of Object.entries(service.depends_on ?? {})) {
    if (required === false && Object.hasOwn(project.disabledServices, dependency)) continue;
    refer(project.services, dependency, ["depends_on"], "service");
  }
  for (const { type, source } of service.volumes ?? []) {
    if (type === "volume" && source) refer(project.volumes, source, ["volumes"], "volume");
  }
  for (const { source = "" } of service.build?.secrets ?? [])
    refer(project.secrets, source, ["build", "secrets"], "secret");
  for (const { source = "" } of service.configs ?? []) refer(project.configs, source, ["configs"], "config");
  for (const { source = "" } of service.secrets ?? []) refer(project.secrets, source, ["secrets"], "secret");
  for (const model of Object.keys(service.models ?? {})) refer(project.models, model, ["models"], "model");
}

function checkCircles({ services }: Project): void {
  const done = new Set<string>();
  const visit = (name: string, chain: readonly string[]) => {
    if (done.has(name)) return;
    if (chain.includes(name)) {
      const circle = [...chain.slice(chain.indexOf(name)), name].join(" → ");
      throw new AttributeProblem(["services", name, "depends_on"], `is a circle: ${circle}`);
    }
    for (const dependency of Object.keys(services[name]?.depends_on ?? {})) visit(dependency, [...chain, name]);
    done.add(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
}
