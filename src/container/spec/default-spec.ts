import type { MountSpec, RuntimeSpec } from "../../engine/runtime-spec.ts";

function mount(destination: string, type: string, source: string, ...options: string[]): MountSpec {
  return { destination, type, source, options };
}

/** A fresh spec for a Linux container with Docker's defaults and no process yet. The caller owns it. */
export function defaultSpec(): RuntimeSpec {
  return {
    ociVersion: "1.1.0",
    root: { path: "rootfs", readonly: false },
    process: { terminal: false, user: { uid: 0, gid: 0 }, args: [], env: [], cwd: "/", noNewPrivileges: false },
    mounts: [
      mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
      mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
      mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
      mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
      mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
      mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
      mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"),
    ],
    linux: {
      namespaces: ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })),
      resources: { devices: deviceRules() },
      maskedPaths: [
        "/proc/acpi",
        "/proc/asound",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/proc/sched_debug",
        "/proc/scsi",
        "/sys/firmware",
        "/sys/devices/virtual/powercap",
      ],
      readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
  };
}

/** Nothing but the harmless character devices (null, zero, full, random, urandom, tty, console, ptmx, pts), and mknod. */
function deviceRules() {
  const allowed = [
    [1, 3],
    [1, 5],
    [1, 7],
    [1, 8],
    [1, 9],
    [5, 0],
    [5, 1],
    [5, 2],
  ] as const;
  return [
    { allow: false, access: "rwm" },
    { allow: true, type: "c", access: "m" },
    { allow: true, type: "b", access: "m" },
    ...allowed.map(([major, minor]) => ({ allow: true, type: "c", major, minor, access: "rwm" })),
    { allow: true, type: "c", major: 136, access: "rwm" },
  ];
}
