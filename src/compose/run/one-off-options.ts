import type { CreateOptions } from "../../container/record/create-options.ts";
import { NerdError } from "../../errors.ts";
import { composeLabels } from "../labels.ts";
import { splitShellWords } from "../load/shell-words.ts";
import type { Project, Service } from "../project.ts";

/** What `compose run` says of its container, above what the service says. */
export interface OneOffRequest {
  readonly service: string;
  /** The service's own where there is none. */
  readonly command: readonly string[];
  /** One line, split as a shell would. */
  readonly entrypoint: string | undefined;
  readonly env: CreateOptions["env"];
  readonly envFromFile: readonly string[];
  readonly label: CreateOptions["label"];
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly user: string | undefined;
  readonly workdir: string | undefined;
  /** `SOURCE:TARGET[:MODE]`, in the place of what the service mounts there. */
  readonly volume: readonly string[];
  readonly publish: readonly string[];
  readonly servicePorts: boolean;
  readonly useAliases: boolean;
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly rm: boolean;
}

/** The project with the service as it is run once: alone, never restarted, without its ports unless they are wanted. */
export function oneOffProject(project: Project, request: OneOffRequest): Project {
  const { service: name, servicePorts, command, entrypoint } = request;
  const { container_name: _name, restart: _restart, deploy, ports = [], ...service } = project.services[name] ?? {};
  const targets = request.volume.map(targetOf);
  const { restart_policy: _policy, replicas: _replicas, ...resources } = deploy ?? {};
  const oneOff: Service = {
    ...service,
    ...(deploy !== undefined && { deploy: resources }),
    ...(servicePorts && { ports }),
    ...(command.length > 0 && { command: [...command] }),
    ...(entrypoint !== undefined && { entrypoint: words(entrypoint), command: [...command] }),
    ...(request.user !== undefined && { user: request.user }),
    ...(request.workdir !== undefined && { working_dir: request.workdir }),
    volumes: (service.volumes ?? []).filter(({ target = "" }) => !targets.includes(target)),
  };
  return { ...project, services: { ...project.services, [name]: oneOff } };
}

/** A service's container as `run` takes it, with what the caller adds. */
export function oneOffOptions(options: CreateOptions, request: OneOffRequest, slug: string): CreateOptions {
  const { env, label, capAdd, capDrop, volume, publish, interactive, tty, rm } = request;
  return {
    ...options,
    interactive,
    tty,
    rm,
    env: { ...options.env, ...env },
    envFile: [...options.envFile, ...request.envFromFile],
    label: { ...options.label, ...label, [composeLabels.slug]: slug },
    capAdd: [...options.capAdd, ...capAdd],
    capDrop: [...options.capDrop, ...capDrop],
    volume: [...options.volume, ...volume],
    publish: [...options.publish, ...publish],
  };
}

/** `/data` of `./data:/data:ro`, and of `/data` alone. */
function targetOf(volume: string): string {
  const [first = "", second] = volume.split(":");
  return second ?? first;
}

function words(entrypoint: string): string[] {
  const split = splitShellWords(entrypoint);
  if (split !== undefined) return split;
  throw new NerdError("INVALID_VALUE", `a quote is not closed in --entrypoint: ${entrypoint}`);
}
