import type { MountSpec } from "../../engine/runtime-spec.ts";
import type { SpecOption } from "../spec/spec-options.ts";

/** What is mounted between host and container later is seen on the other side only where the root lets it through (runtime-spec, "rootfsPropagation"). */
export const withRootPropagation =
  (mounts: readonly MountSpec[]): SpecOption =>
  (spec) => {
    const has = (...names: string[]) => mounts.some(({ options }) => options.some((option) => names.includes(option)));
    if (has("shared", "rshared")) spec.linux.rootfsPropagation = "shared";
    else if (has("slave", "rslave") && spec.linux.rootfsPropagation === undefined)
      spec.linux.rootfsPropagation = "rslave";
  };

/** Why a path of the host cannot be mounted so that mounts go from one side to the other; by /proc/self/mountinfo, proc(5). */
export function propagationProblem(mountinfo: string, path: string, propagation: string): string | undefined {
  const kind = propagation.replace(/^r/, "");
  if (kind === "private") return undefined;
  const mounts = mountinfo.split("\n").flatMap((line) => {
    const [, , , , point, , ...rest] = line.split(" ");
    return point === undefined ? [] : [{ point: unescaped(point), fields: rest.slice(0, rest.indexOf("-")) }];
  });
  const holders = mounts.filter(({ point }) => path === point || path.startsWith(point === "/" ? "/" : `${point}/`));
  // Of several at one place, the last one is on top.
  const holder = holders.reduce((best, each) => (each.point.length >= best.point.length ? each : best), {
    point: "",
    fields: [] as string[],
  });
  const isShared = holder.fields.some((field) => field.startsWith("shared:"));
  const isSlave = holder.fields.some((field) => field.startsWith("master:"));
  if (isShared || (kind === "slave" && isSlave)) return undefined;
  const wanted = kind === "slave" ? "a shared or slave" : "a shared";
  return `path ${path} is mounted on ${holder.point} but it is not ${wanted} mount`;
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
