import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { configHash } from "./config-hash.ts";
import { withDigests } from "./images/image-digests.ts";
import { allServices } from "./load/bind.ts";
import type { ProjectSource } from "./load/discovery.ts";
import { loadModel, loadProject } from "./load/load-project.ts";
import type { LoadSteps } from "./load/load-scope.ts";
import { unknownService } from "./load/selection.ts";
import { variablesTable } from "./load/used-variables.ts";
import { inStartOrder } from "./plan/service-order.ts";
import { configText, modelText } from "./print/config-text.ts";
import type { Project } from "./project.ts";

export interface ConfigRequest {
  readonly service: readonly string[];
  readonly format: "yaml" | "json";
  readonly hash: string | undefined;
  readonly output: string | undefined;
  readonly quiet: boolean;
  readonly compatibility: boolean;
  readonly environment: boolean;
  readonly images: boolean;
  readonly models: boolean;
  readonly networks: boolean;
  readonly profiles: boolean;
  readonly services: boolean;
  readonly variables: boolean;
  readonly volumes: boolean;
  readonly noConsistency: boolean;
  readonly noEnvResolution: boolean;
  readonly noInterpolate: boolean;
  readonly noNormalize: boolean;
  readonly noPathResolution: boolean;
  readonly resolveImageDigests: boolean;
  readonly warn: (message: string) => void;
}

/** What `compose config` prints; empty where it only checks, or writes a file. */
export async function configOutput(context: Context, source: ProjectSource, request: ConfigRequest): Promise<string> {
  const { warn, service: services } = request;
  const steps = stepsOf(request);
  const load = (more: Partial<LoadSteps> = {}, names = services) =>
    loadProject(source, { warn, services: names, steps: { ...steps, ...more } });
  // As docker compose has it: lists are of all services, and need no env files.
  const listed = () => load({ resolveEnvironment: false }, []);

  if (request.services) return lines(inStartOrder(await listed()));
  if (request.volumes) return lines(Object.keys((await listed()).volumes).sort());
  if (request.networks) return lines(Object.keys((await listed()).networks).sort());
  if (request.models) return lines(Object.keys((await listed()).models).sort());
  if (request.hash !== undefined && request.hash !== "") return lines(hashLines(await listed(), request.hash));
  const selected = () => load({ resolveEnvironment: false });
  if (request.profiles) return lines(profilesOf(await selected()));
  if (request.images) return lines(imagesOf(await selected()));
  if (request.environment) return lines(environmentOf(await selected()));
  if (request.variables)
    return variablesTable(await loadModel(source, { warn, steps: { ...steps, interpolate: false } }));

  const text = request.noInterpolate
    ? modelText(await loadModel(source, { warn, steps }), request.format)
    : configText(await pinned(context, await load(), request), request.format);
  if (request.quiet) return "";
  if (request.output === undefined) return text;
  await writeFile(resolve(context.cwd, request.output), text);
  return "";
}

function stepsOf(request: ConfigRequest): Partial<LoadSteps> {
  return {
    interpolate: !request.noInterpolate,
    resolvePaths: !request.noPathResolution,
    normalize: !request.noNormalize && !request.compatibility,
    checkConsistency: !request.noConsistency,
    resolveEnvironment: !request.noEnvResolution,
  };
}

async function pinned(context: Context, project: Project, request: ConfigRequest): Promise<Project> {
  return request.resolveImageDigests ? await withDigests(context, project) : project;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function hashLines(project: Project, asked: string): string[] {
  const names = asked === "*" ? Object.keys(project.services) : asked.split(",");
  return names.sort().map((name) => {
    const service = Object.hasOwn(project.services, name) ? project.services[name] : undefined;
    if (service === undefined) throw unknownService(name, project);
    return `${name} ${configHash(service)}`;
  });
}

function profilesOf(project: Project): string[] {
  return [...new Set(Object.values(allServices(project)).flatMap(({ profiles = [] }) => profiles))].sort();
}

/** Each service's image, or the name that its build gets. */
function imagesOf({ services, name: project }: Project): string[] {
  return Object.entries(services)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { image }]) => image ?? `${project}-${name}`);
}

function environmentOf({ environment }: Project): string[] {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}
