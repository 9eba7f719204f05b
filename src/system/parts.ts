import { findProgram } from "../engine/embedded/programs.ts";
import type { Settings } from "../settings/settings.ts";

/** A program of the host's that nerdsh, or the engine, runs. */
interface PartFacts {
  /** Any of these will do. */
  readonly programs: readonly string[];
  /** Debian's package that brings it. */
  readonly package: string;
  readonly purpose: string;
  /** Where it is looked for, beside the caller's PATH. */
  readonly place?: "cni" | "libexec";
  /** Containers start without it. */
  readonly optional?: true;
}

const parts: readonly PartFacts[] = [
  { programs: ["containerd"], package: "containerd", purpose: "runs containers" },
  { programs: ["containerd-shim-runc-v2"], package: "containerd", purpose: "holds each container" },
  { programs: ["runc"], package: "runc", purpose: "starts processes in containers" },
  ...["bridge", "host-local", "loopback", "portmap", "firewall", "tuning"].map((plugin) => ({
    programs: [plugin],
    package: "containernetworking-plugins",
    purpose: "CNI plugin: connects containers",
    place: "cni" as const,
  })),
  { programs: ["ip"], package: "iproute2", purpose: "network namespaces and bridges" },
  { programs: ["nft"], package: "nftables", purpose: "published ports and masquerading" },
  { programs: ["iptables"], package: "iptables", purpose: "lets packets pass other firewalls" },
  { programs: ["unshare"], package: "util-linux", purpose: "network namespaces" },
  { programs: ["flock"], package: "util-linux", purpose: "locks among processes" },
  { programs: ["mount"], package: "mount", purpose: "network namespaces" },
  { programs: ["mkfifo"], package: "coreutils", purpose: "containers' streams" },
  {
    programs: ["docker-init", "tini-static"],
    package: "tini",
    purpose: "run --init",
    place: "libexec",
    optional: true,
  },
  {
    programs: ["dockerd", "buildkitd"],
    package: "docker.io",
    purpose: "builds images; started by nerdsh",
    optional: true,
  },
  { programs: ["crun"], package: "crun", purpose: "run --runtime crun", optional: true },
];

export interface Part extends Omit<PartFacts, "programs" | "optional" | "place"> {
  readonly name: string;
  /** Where it was found; undefined where it is missing. */
  readonly path: string | undefined;
  readonly required: boolean;
}

/** Everything that is needed of the host, found or missing. */
export function hostParts({ programDirs, cni }: Pick<Settings, "programDirs" | "cni">): Part[] {
  const directories = {
    cni: cni.pluginDirs,
    libexec: [...programDirs, "/usr/libexec/docker", "/usr/lib/docker"],
  };
  return parts.map(({ programs, package: name, purpose, place, optional }) => ({
    name: programs[0]!,
    package: name,
    purpose,
    required: optional !== true,
    path: programs.map((program) => findProgram(program, place ? directories[place] : programDirs)).find(Boolean),
  }));
}
