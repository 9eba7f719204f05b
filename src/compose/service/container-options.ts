import type { CreateOptions } from "../../container/record/create-options.ts";
import { containerLabels } from "../labels.ts";
import { imageNameOf } from "../names.ts";
import type { Project, Service } from "../project.ts";
import { blankOptions } from "./blank-options.ts";
import { placedFiles } from "./file-mounts.ts";
import { healthOptions } from "./health-options.ts";
import { mountTexts } from "./mount-texts.ts";
import { networkOptions, sharedWith } from "./network-options.ts";
import { resourceOptions } from "./resource-options.ts";

/** Which container of a service is meant, and what it is made with. */
export interface ContainerPart {
  readonly service: string;
  readonly number: number;
  readonly name: string;
  /** Digest of the image's configuration. */
  readonly imageId: string;
  /** Volumes that nobody named of the container before, by where they are mounted. */
  readonly inheritedVolumes?: CreateOptions["inheritedVolumes"];
  readonly oneOff?: boolean;
  /** False where peers are not to find it by the service's names, as with `compose run`. */
  readonly aliases?: boolean;
  /** The name of the container that another service's name stands for. */
  owner(service: string): string;
}

/**
 * A service as `run` takes it: every attribute that a container can have. Configs and secrets that are to be made are not in it, since their
 * files are read when they are.
 */
export function containerOptions(project: Project, part: ContainerPart): CreateOptions {
  const { service: serviceName, name, owner, inheritedVolumes } = part;
  const service = project.services[serviceName] ?? {};
  const files = placedFiles(project, serviceName);
  return {
    ...blankOptions(imageNameOf(project, serviceName, service)),
    ...identity(service),
    name,
    label: { ...service.labels, ...containerLabels(project, serviceName, part) },
    ...processOptions(service),
    ...resourceOptions(service),
    ...securityOptions(service, owner),
    ...networkOptions(project, serviceName, part),
    ...healthOptions(service),
    mount: mountTexts(project, serviceName),
    inheritedVolumes,
    volume: files.flatMap((file) => (file.kind === "bind" ? [`${file.source}:${file.target}:ro`] : [])),
    tmpfs: service.tmpfs ?? [],
    volumesFrom: (service.volumes_from ?? []).map((text) => volumesFromText(text, owner)),
  };
}

function identity(service: Service) {
  const { logging, stop_grace_period: graceMs } = service;
  return {
    platform: service.platform || undefined,
    pull: "missing",
    quiet: true,
    ...nerdctlVerification(service),
    restart: restartText(service),
    stopSignal: service.stop_signal || undefined,
    stopTimeout: graceMs === undefined ? undefined : Math.ceil(graceMs / 1000),
    logDriver: logging?.driver || "json-file",
    logOpt: logging?.options ?? {},
  } as const;
}

/** nerdctl's own attributes: what must have signed the image. */
function nerdctlVerification(service: Service): Pick<CreateOptions, "verify" | "cosignKey"> {
  const [verify, cosignKey] = [service["x-nerdctl-verify"], service["x-nerdctl-cosign-public-key"]];
  return {
    ...(typeof verify === "string" && { verify }),
    ...(typeof cosignKey === "string" && { cosignKey }),
  };
}

/** What `deploy` says stands above `restart`. */
function restartText({ restart, deploy }: Service): string {
  const { condition, max_attempts: attempts } = deploy?.restart_policy ?? {};
  if (condition === "none") return "no";
  if (condition === "any") return "always";
  if (condition === "on-failure") return attempts ? `on-failure:${attempts}` : "on-failure";
  return restart || "no";
}

function processOptions(service: Service) {
  const { entrypoint, command = [], environment = {} } = service;
  const variables = Object.entries(environment);
  const unsetEnv = variables.flatMap(([name, value]) => (value === null ? [name] : []));
  return {
    // The command line has one word for it; what follows comes before the command's.
    entrypoint: entrypoint === undefined ? undefined : (entrypoint[0] ?? ""),
    command: [...(entrypoint ?? []).slice(1), ...command],
    env: Object.fromEntries(variables.filter(([, value]) => value !== null)),
    // As with Docker, one that is named and has no value is not even what the image says.
    ...(unsetEnv.length > 0 && { unsetEnv }),
    annotation: service.annotations ?? {},
    groupAdd: service.group_add ?? [],
    init: service.init ?? false,
    interactive: service.stdin_open ?? false,
    tty: service.tty ?? false,
    runtime: service.runtime || "io.containerd.runc.v2",
    user: service.user || undefined,
    workdir: service.working_dir || undefined,
  };
}

function securityOptions(service: Service, owner: (service: string) => string) {
  return {
    capAdd: service.cap_add ?? [],
    capDrop: service.cap_drop ?? [],
    privileged: service.privileged ?? false,
    readOnly: service.read_only ?? false,
    securityOpt: service.security_opt ?? [],
    cgroupns: service.cgroup,
    ipc: sharedWith(service.ipc, owner),
    pid: sharedWith(service.pid, owner),
    uts: service.uts || undefined,
    userns: service.userns_mode || undefined,
    sysctl: service.sysctls ?? {},
  };
}

/** `db:ro` or `container:NAME:ro`. */
function volumesFromText(text: string, owner: (service: string) => string): string {
  if (text.startsWith("container:")) return text.slice("container:".length);
  const [service = "", ...mode] = text.split(":");
  return [owner(service), ...mode].join(":");
}
