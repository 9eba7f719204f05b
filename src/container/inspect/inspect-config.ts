import { familiarName } from "../../image/reference.ts";
import { declaredVolumes } from "../mounts/asked-mounts.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { processArgs } from "../spec/process-args.ts";
import { keeperOf } from "../streams/keeper.ts";
import type { ContainerFacts } from "./inspect.ts";

/** `Config`: what the container was asked to be. Its command is told apart from the entrypoint by the image's. */
export function configDocument({ container, spec, image }: ContainerFacts) {
  const { labels } = container;
  const { process } = spec;
  const args = processArgs(spec);
  const entrypoint = image?.config.Entrypoint ?? [];
  const hasEntrypoint = entrypoint.length > 0 && entrypoint.every((word, i) => args[i] === word);
  const healthcheck = readJsonLabel<object | undefined>(labels, labelKeys.healthcheck, undefined);
  const exposed = readJsonLabel<object | undefined>(labels, labelKeys.exposedPorts, undefined);
  const isInteractive = labels[labelKeys.interactive] === "true";
  const isAttached = !["supervisor", "nobody"].includes(keeperOf(container));
  return {
    Hostname: labels[labelKeys.hostname] ?? spec.hostname ?? "",
    Domainname: labels[labelKeys.domainname] ?? "",
    User: labels[labelKeys.user] ?? "",
    AttachStdin: isInteractive,
    AttachStdout: isAttached,
    AttachStderr: isAttached,
    ...(exposed && { ExposedPorts: exposed }),
    Tty: process.terminal,
    OpenStdin: isInteractive,
    StdinOnce: isInteractive && isAttached,
    Env: process.env,
    Cmd: hasEntrypoint ? args.slice(entrypoint.length) : args,
    ...(healthcheck && { Healthcheck: healthcheck }),
    Image: labels[labelKeys.image] ?? familiarName(container.image),
    Volumes: null,
    ...declaredVolumes(labels, image?.config.Volumes),
    WorkingDir: process.cwd === "/" ? "" : process.cwd,
    Entrypoint: hasEntrypoint ? entrypoint : null,
    OnBuild: null,
    Labels: labels,
    ...(labels[labelKeys.stopSignal] && { StopSignal: labels[labelKeys.stopSignal] }),
    ...(labels[labelKeys.stopTimeout] && { StopTimeout: Number(labels[labelKeys.stopTimeout]) }),
  };
}
