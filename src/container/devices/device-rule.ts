import type { DeviceRule } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";

/** `c 13:* rwm`, as `--device-cgroup-rule` has it; an asterisk is every number, and `a` every type. */
export function parseDeviceRule(text: string): DeviceRule {
  const [, type, major, minor, access] = /^([acb]) (\d+|\*):(\d+|\*) ([rwm]{1,3})$/.exec(text) ?? [];
  if (type === undefined || access === undefined) {
    throw new NerdError("INVALID_VALUE", `invalid device cgroup rule: ${text}`, {
      hint: "write TYPE MAJOR:MINOR ACCESS, such as c 13:* rwm",
    });
  }
  return {
    allow: true,
    type,
    ...(major !== "*" && { major: Number(major) }),
    ...(minor !== "*" && { minor: Number(minor) }),
    access,
  };
}
