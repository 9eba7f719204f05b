import { NerdError } from "../../errors.ts";

/** What `--security-opt` asks for, read. */
export interface SecurityRequest {
  /** `unconfined`, `builtin`, a file, or a profile's JSON. */
  readonly seccomp: string | undefined;
  /** `unconfined`, or a profile's name. */
  readonly apparmor: string | undefined;
  /** `disable`, or a part of an SELinux label, `type:svirt_t`. */
  readonly label: readonly string[];
  readonly noNewPrivileges: boolean;
  /** Nothing of /proc and /sys is hidden or read-only. */
  readonly openSystemPaths: boolean;
  readonly writableCgroups: boolean;
  readonly withoutHostDevices: boolean;
}

const switches = ["no-new-privileges", "writable-cgroups", "privileged-without-host-devices"] as const;
const names = ["seccomp", "apparmor", "label", "systempaths", ...switches];

/** Docker's rules: `name=value`, in old lines `name:value`, and for a switch its name alone. */
export function readSecurityOpt(options: readonly string[]): SecurityRequest {
  const pairs = options.map(pairOf);
  const last = (name: string) => pairs.findLast(([key]) => key === name)?.[1];
  const [noNewPrivileges, writableCgroups, withoutHostDevices] = switches.map((name) => isOn(name, last(name)));
  return {
    seccomp: last("seccomp"),
    apparmor: last("apparmor"),
    label: pairs.flatMap(([key, value]) => (key === "label" ? [value ?? ""] : [])),
    noNewPrivileges: noNewPrivileges!,
    openSystemPaths: last("systempaths") !== undefined,
    writableCgroups: writableCgroups!,
    withoutHostDevices: withoutHostDevices!,
  };
}

function pairOf(option: string): readonly [name: string, value: string | undefined] {
  const [, name = "", value] = /^([^=:]+)(?:[=:](.*))?$/s.exec(option) ?? [];
  const isSwitch = switches.some((known) => known === name);
  if (!names.includes(name) || (!value && !isSwitch)) {
    throw invalid(option, `known are ${names.join(", ")}`);
  }
  if (name === "systempaths" && value !== "unconfined") throw invalid(option, "write systempaths=unconfined");
  return [name, value ?? "true"];
}

function isOn(name: string, value: string | undefined): boolean {
  if (value === undefined || value === "false") return false;
  if (value === "true") return true;
  throw invalid(`${name}=${value}`, "write true or false");
}

function invalid(option: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid --security-opt: ${JSON.stringify(option)}`, { hint });
}
