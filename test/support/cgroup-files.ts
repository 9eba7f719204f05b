import { readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";

const cgroupRoot = "/sys/fs/cgroup";

/** Reads files of the cgroups that a process is in, by controller, without their last line break. */
export function cgroupFiles(pid: number): (controller: string, file: string) => string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  const groups = lines.map((line) => line.split(":"));
  return (controller, file) => {
    const [, , path = ""] = groups.find(([, names = ""]) => names.split(",").includes(controller)) ?? [];
    return readFileSync(`${cgroupRoot}/${controller}${path}/${file}`, "utf8").trim();
  };
}

/** Removes the cgroups that runc makes for a namespace of containerd's, and leaves when the last container in it is gone. */
export function removeNamespaceCgroups(namespace: string): void {
  // On cgroup v1 one for each controller, on v2 one for all.
  for (const controller of ["", ...readdirSync(cgroupRoot)]) {
    try {
      rmdirSync(join(cgroupRoot, controller, namespace));
    } catch {
      // Not there, or a container is still in it.
    }
  }
}
