import { readFileSync } from "node:fs";

/** Reads files of the cgroups that a process is in, by controller, without their last line break. */
export function cgroupFiles(pid: number): (controller: string, file: string) => string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  const groups = lines.map((line) => line.split(":"));
  return (controller, file) => {
    const [, , path = ""] = groups.find(([, names = ""]) => names.split(",").includes(controller)) ?? [];
    return readFileSync(`/sys/fs/cgroup/${controller}${path}/${file}`, "utf8").trim();
  };
}
