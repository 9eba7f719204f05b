import { NerdError } from "../../errors.ts";
import { readSecurityOpt } from "./security-opt.ts";
import type { SecurityOptions } from "./security-options.ts";
import { type SpecOption, withAnnotations } from "./spec-options.ts";
import { isForSystemd, type SystemdMode, systemdOptions } from "./systemd.ts";

/** How a container's first process begins: the flags of that group, read. */
export interface ProcessOptions {
  readonly annotation: Readonly<Record<string, string | null>>;
  readonly systemd: SystemdMode;
  /** Octal, such as 0022. */
  readonly umask: string | undefined;
}

/** Once the arguments stand. Throws INVALID_VALUE. */
export function processOptions(input: ProcessOptions & SecurityOptions): SpecOption[] {
  const { annotation, privileged, securityOpt, systemd, umask } = input;
  const annotations = Object.entries(annotation).map(([key, value]) => [key, value ?? ""] as const);
  const { withoutHostDevices } = readSecurityOpt(securityOpt);
  return [
    withAnnotations(Object.fromEntries(annotations)),
    ...(umask === undefined ? [] : [withUmask(readUmask(umask))]),
    (spec) => {
      if (!isForSystemd(systemd, spec.process.args[0])) return;
      for (const option of systemdOptions(privileged, withoutHostDevices)) option(spec);
    },
  ];
}

const withUmask =
  (umask: number): SpecOption =>
  (spec) => {
    spec.process.user = { ...spec.process.user, umask };
  };

function readUmask(text: string): number {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8) & 0o777;
  throw new NerdError("INVALID_VALUE", `invalid umask: ${text}`, { hint: "write it in octal, such as 0022" });
}
