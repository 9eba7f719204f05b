import type { MountSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import type { ImageConfig } from "../../image/document/image-config.ts";
import { withRootPropagation } from "../mounts/mount-propagation.ts";
import { defaultSpec } from "./default-spec.ts";
import { type DeviceFacts, type DeviceOptions, deviceOptions } from "./device-options.ts";
import { type NamespaceFacts, type NamespaceOptions, namespaceOptions } from "./namespace-options.ts";
import { type ProcessOptions, processOptions } from "./process-options.ts";
import { type ResourceFacts, type ResourceOptions, resourceOptions } from "./resource-options.ts";
import { type SecurityFacts, type SecurityOptions, securityOptions } from "./security-options.ts";
import {
  type SpecOption,
  withAnnotations,
  withArgs,
  withCgroup,
  withDomainname,
  withEnv,
  withHostname,
  withInit,
  withMounts,
  withNetworkNamespace,
  withRoot,
  withSysctl,
  withTerminal,
  withUser,
  withWorkdir,
} from "./spec-options.ts";

/** What a container's spec depends on of what the caller wrote; `run`, `create` and `compose up` hand in this shape. */
export interface SpecInput extends ResourceOptions, DeviceOptions, SecurityOptions, NamespaceOptions, ProcessOptions {
  readonly command: readonly string[];
  readonly entrypoint: string | undefined;
  readonly env: Readonly<Record<string, string | null>>;
  /** Variables of the image that the container is not to have. */
  readonly unsetEnv?: readonly string[];
  readonly tty: boolean;
  readonly workdir: string | undefined;
}

/** What was looked up or made for it before: the spec itself is pure. */
export interface SpecFacts extends ResourceFacts, DeviceFacts, SecurityFacts, NamespaceFacts {
  readonly image: ImageConfig;
  /** A directory of the host; undefined where the root is a snapshot. */
  readonly root: string | undefined;
  /** Variables of the caller, from which a bare name copies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly user: RuntimeSpec["process"]["user"];
  /** Empty keeps the host's. */
  readonly hostname: string;
  readonly domainname: string;
  /** A namespace's path, `new` for a bare one, `host` for none. */
  readonly network: string;
  readonly mounts: readonly MountSpec[];
  readonly cgroup: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** The static init of `--init`. */
  readonly init: string | undefined;
}

const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Decides everything about a container, and does nothing: the same arguments always give the same JSON. */
export function containerSpec(input: SpecInput, facts: SpecFacts): RuntimeSpec {
  const { image } = facts;
  const workdir = input.workdir ?? image.WorkingDir;
  const isHost = facts.network === "host";
  const options: (SpecOption | false | "" | undefined)[] = [
    withArgs(requestedArgs(input, image)),
    withEnv([defaultPath]),
    facts.hostname && withHostname(facts.hostname),
    facts.domainname && withDomainname(facts.domainname),
    input.tty && withTerminal(),
    withEnv(imageEnv(input, image), requestedEnv(input.env, facts.environment)),
    withUser(facts.user),
    workdir && withWorkdir(workdir),
    withNetworkNamespace(isHost ? undefined : facts.network),
    // Docker lets any user of a container bind low ports, where the network is the container's own.
    !isHost && withSysctl("net.ipv4.ip_unprivileged_port_start", "0"),
    facts.root && withRoot(facts.root),
    withMounts(facts.mounts),
    withRootPropagation(facts.mounts),
    ...resourceOptions(input, facts),
    ...deviceOptions(input, facts),
    ...namespaceOptions(input, facts),
    ...processOptions(input),
    ...securityOptions(input, facts),
    facts.init && withInit(facts.init),
    withCgroup(facts.cgroup),
    withAnnotations(facts.annotations),
  ];

  const spec = defaultSpec();
  for (const option of options) if (option) option(spec);
  return spec;
}

/** An entrypoint given by the user drops the image's command as well as its entrypoint. */
export function requestedArgs(
  { entrypoint, command }: Pick<SpecInput, "entrypoint" | "command">,
  image: ImageConfig,
): string[] {
  const args =
    entrypoint !== undefined
      ? [...(entrypoint === "" ? [] : [entrypoint]), ...command]
      : [...(image.Entrypoint ?? []), ...(command.length > 0 ? command : (image.Cmd ?? []))];
  if (args.length > 0) return args;
  throw new NerdError("INVALID_VALUE", "no command or entrypoint provided, and the image CMD is empty", {
    hint: "write a command after the image",
  });
}

function imageEnv({ unsetEnv = [] }: SpecInput, { Env }: ImageConfig): string[] {
  return (Env ?? []).filter((entry) => !unsetEnv.includes(entry.split("=", 1)[0] ?? ""));
}

/** A bare name copies the caller's variable, and vanishes where the caller has none. */
export function requestedEnv(env: SpecInput["env"], caller: SpecFacts["environment"]): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const text = value ?? caller[name];
    return text === undefined ? [] : [`${name}=${text}`];
  });
}
