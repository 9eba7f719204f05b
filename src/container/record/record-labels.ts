import type { Context } from "../../context.ts";
import type { Image } from "../../image/image.ts";
import { formatPlatform } from "../../image/platform.ts";
import { requestedHealthcheck } from "../health/health-options.ts";
import { logConfigRecord, parseLogConfig } from "../logs/log-options.ts";
import type { LogTarget } from "../logs/logger.ts";
import type { MadeMounts } from "../mounts/made-mounts.ts";
import { networkLabels } from "../network/network-labels.ts";
import type { PlannedNetwork } from "../network/planned-network.ts";
import { policyLabels } from "../restart-policy.ts";
import type { SharedNamespaces } from "../shared-namespaces.ts";
import { signalNumber } from "../signal-number.ts";
import { requestedArgs } from "../spec/spec.ts";
import { isForSystemd, systemdStopSignal } from "../spec/systemd.ts";
import { keeperLabels } from "../streams/keeper.ts";
import { askedHostConfig } from "./asked-host-config.ts";
import type { CreateOptions } from "./create-options.ts";
import { hostConfigLabel } from "./host-config-label.ts";
import { checkUserLabels, labelKeys } from "./labels.ts";
import { statePaths } from "./state-directory.ts";

/** What the labels tell of a container. */
export interface LabelFacts {
  readonly id: string;
  readonly name: string;
  readonly image: Image;
  readonly options: CreateOptions;
  readonly network: PlannedNetwork;
  readonly log: LogTarget;
  readonly namespaces: Pick<SharedNamespaces, "labels">;
  readonly volumes: MadeMounts["volumes"];
  /** How it is about to be started; absent where it is only created. */
  readonly start: { readonly detach: boolean } | undefined;
}

/** Everything that nerdctl looks for, in its order: the image's labels, the user's, then the internal ones. */
export function containerLabels(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  facts: LabelFacts,
): Record<string, string> {
  const { id, name, image, options, network, log, namespaces, volumes, start } = facts;
  const user = Object.fromEntries(Object.entries(options.label).map(([key, value]) => [key, value ?? ""]));
  const { config } = image;
  const logConfig = logConfigRecord(parseLogConfig(options), settings.address);
  const asked = askedHostConfig(options);
  const isSystemd = options.systemd !== "false" && isForSystemd(options.systemd, requestedArgs(options, config)[0]);
  const stopSignal = options.stopSignal ?? (isSystemd ? systemdStopSignal : config.StopSignal);
  if (options.stopSignal !== undefined) signalNumber(options.stopSignal); // For its error alone.
  const healthcheck = requestedHealthcheck(options, config.Healthcheck);
  return {
    ...config.Labels,
    ...checkUserLabels(user),
    [labelKeys.namespace]: engine.namespace,
    [labelKeys.name]: name,
    ...(!options.rootfs && { [labelKeys.image]: options.image }),
    ...networkLabels(network),
    [labelKeys.stateDir]: statePaths(settings, id).directory,
    [labelKeys.platform]: formatPlatform(image.platform),
    [labelKeys.logUri]: log.stdout,
    ...(logConfig && { [labelKeys.logConfig]: JSON.stringify(logConfig) }),
    [labelKeys.hostConfig]: JSON.stringify(hostConfigLabel(options)),
    [labelKeys.autoRemove]: String(options.rm),
    ...namespaces.labels,
    ...(options.privileged && { [labelKeys.privileged]: "true" }),
    ...(asked && { [labelKeys.askedHostConfig]: JSON.stringify(asked) }),
    ...Object.fromEntries(volumes.records.map((record, i) => [`${labelKeys.mount}${i}`, JSON.stringify(record)])),
    ...(Object.keys(volumes.asked).length > 0 && { [labelKeys.askedMounts]: JSON.stringify(volumes.asked) }),
    ...(volumes.snapshots.length > 0 && { [labelKeys.imageMounts]: JSON.stringify(volumes.snapshots) }),
    ...(volumes.anonymous.length > 0 && { [labelKeys.anonymousVolumes]: JSON.stringify(volumes.anonymous) }),
    ...((options.user ?? config.User) && { [labelKeys.user]: (options.user ?? config.User)! }),
    ...(healthcheck && { [labelKeys.healthcheck]: JSON.stringify(healthcheck) }),
    ...policyLabels(options, log.stdout),
    ...(stopSignal && { [labelKeys.stopSignal]: stopSignal }),
    ...(options.stopTimeout !== undefined && { [labelKeys.stopTimeout]: String(options.stopTimeout) }),
    ...(options.pidfile !== undefined && { [labelKeys.pidFile]: options.pidfile }),
    ...(options.interactive && { [labelKeys.interactive]: "true" }),
    ...(start && keeperLabels(start)),
  };
}
