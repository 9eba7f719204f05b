import type { Context } from "../../context.ts";
import type { Image } from "../../image/image.ts";
import { formatPlatform } from "../../image/platform.ts";
import type { LogTarget } from "../logs/logger.ts";
import type { MadeMounts } from "../mounts/volume-mounts.ts";
import { keeperLabels } from "../streams/keeper.ts";
import type { CreateOptions } from "./create-options.ts";
import { checkUserLabels, labelKeys } from "./labels.ts";
import { statePaths } from "./state-directory.ts";

/** What the labels tell of a container. */
export interface LabelFacts {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  readonly image: Image;
  readonly options: CreateOptions;
  readonly networks: readonly string[];
  readonly log: LogTarget;
  readonly volumes: MadeMounts["volumes"];
  /** How it is about to be started; absent where it is only created. */
  readonly start: { readonly detach: boolean } | undefined;
}

/** Everything that nerdctl looks for, in its order: the image's labels, the user's, then the internal ones. */
export function containerLabels(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  facts: LabelFacts,
): Record<string, string> {
  const { id, name, hostname, image, options, networks, log, volumes, start } = facts;
  const user = requestedLabels(options.label);
  const { config } = image;
  const stopSignal = options.stopSignal ?? config.StopSignal;
  return {
    ...config.Labels,
    ...checkUserLabels(user),
    [labelKeys.namespace]: engine.namespace,
    [labelKeys.name]: name,
    [labelKeys.hostname]: hostname,
    [labelKeys.domainname]: "",
    [labelKeys.extraHosts]: "[]",
    [labelKeys.stateDir]: statePaths(settings, id).directory,
    [labelKeys.networks]: JSON.stringify(networks),
    [labelKeys.platform]: formatPlatform(image.platform),
    [labelKeys.logUri]: log.stdout,
    [labelKeys.logConfig]: JSON.stringify({ driver: "json-file", address: settings.address }),
    [labelKeys.hostConfig]: JSON.stringify({ BlkioWeight: 0, CidFile: options.cidfile ?? "", Devices: null }),
    [labelKeys.dns]: JSON.stringify({ DNSServers: null, DNSResolvConfOptions: null, DNSSearchDomains: null }),
    [labelKeys.autoRemove]: String(options.rm),
    [labelKeys.ipc]: JSON.stringify({ mode: "private" }),
    ...Object.fromEntries(volumes.records.map((record, i) => [`${labelKeys.mount}${i}`, JSON.stringify(record)])),
    ...(volumes.anonymous.length > 0 && { [labelKeys.anonymousVolumes]: JSON.stringify(volumes.anonymous) }),
    ...(config.ExposedPorts && { [labelKeys.exposedPorts]: JSON.stringify(config.ExposedPorts) }),
    ...((options.user ?? config.User) && { [labelKeys.user]: (options.user ?? config.User)! }),
    ...(config.Healthcheck && { [labelKeys.healthcheck]: JSON.stringify(config.Healthcheck) }),
    ...(stopSignal && { [labelKeys.stopSignal]: stopSignal }),
    ...(options.interactive && { [labelKeys.interactive]: "true" }),
    ...(start && keeperLabels(start)),
  };
}

/** A bare label is an empty one, as in Docker. */
function requestedLabels(labels: CreateOptions["label"]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? ""]));
}
