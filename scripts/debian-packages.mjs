import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const programDirs = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin"];
const cniDirs = ["opt/cni/bin", "usr/lib/cni", "usr/libexec/cni"];

/** A Debian package, and a file that says it (or the same thing from elsewhere) is there. */
/** @typedef {{ name: string, dirs?: string[], file: string, isStatic?: true }} DebianPackage */

/** @type {DebianPackage[]} */
const enginePackages = [
  { name: "containerd", file: "containerd" },
  { name: "runc", file: "runc" },
  { name: "containernetworking-plugins", dirs: cniDirs, file: "bridge" },
  { name: "iptables", file: "iptables" },
  { name: "nftables", file: "nft" },
  { name: "iproute2", file: "ip" },
  { name: "busybox-static", file: "busybox", isStatic: true },
];

/** @type {DebianPackage[]} */
const testPackages = [
  ...enginePackages,
  { name: "docker.io", file: "dockerd" },
  { name: "docker-cli", file: "docker" },
  {
    name: "docker-buildx",
    dirs: ["usr/libexec/docker/cli-plugins", "usr/lib/docker/cli-plugins"],
    file: "docker-buildx",
  },
  { name: "docker-compose", dirs: [...programDirs, "usr/libexec/docker/cli-plugins"], file: "docker-compose" },
  { name: "docker-registry", file: "docker-registry" },
  { name: "criu", file: "criu" },
  { name: "crun", file: "crun" },
  { name: "mmdebstrap", file: "mmdebstrap" },
  { name: "skopeo", file: "skopeo" },
  { name: "tmux", file: "tmux" },
  { name: "git", file: "git" },
  { name: "chromium", file: "chromium" },
  { name: "gcc", file: "gcc" },
  { name: "musl-tools", file: "musl-gcc" },
  { name: "openssl", file: "openssl" },
  { name: "openssh-client", file: "ssh-agent" },
  { name: "imgcrypt", file: "ctd-decoder" },
  { name: "cosign", file: "cosign" },
  { name: "soci-snapshotter", file: "soci-snapshotter-grpc" },
];

export const debianPackages = { nothing: [], engine: enginePackages, test: testPackages };

/**
 * Installs with apt-get what is missing and says so first; throws a list of what to install where it cannot.
 * @param {keyof typeof debianPackages} need
 */
export function installDebianPackages(need) {
  const missing = missingDebianPackages(debianPackages[need], "/");
  if (missing.length === 0) return;
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && isDebian("/");
  if (!canInstall) throw new Error(whatToInstall(missing));

  process.stderr.write(`installing Debian packages: ${missing.map(({ name }) => name).join(" ")}\n`);
  updateLists();
  const { status, said } = aptGet("install", "--yes", "--no-install-recommends", ...missing.map(({ name }) => name));
  if (status !== 0) throw new Error(`${said}\napt-get install failed: its own words are above`);

  const still = missingDebianPackages(debianPackages[need], "/");
  if (still.length > 0) throw new Error(whatToInstall(still));
}

/**
 * Looks for files rather than asking dpkg: a containerd from elsewhere serves as well.
 * @param {DebianPackage[]} packages
 * @param {string} root
 */
export function missingDebianPackages(packages, root) {
  return packages.filter(({ dirs = programDirs, file, isStatic }) => {
    const found = dirs.map((dir) => join(root, dir, file)).find((path) => existsSync(path));
    return found === undefined || (isStatic === true && needsLoader(found));
  });
}

/** @param {DebianPackage[]} missing */
export function whatToInstall(missing) {
  const lines = missing.map(({ name, file }) => `  ${name.padEnd(28)} brings ${file}`);
  const names = missing.map(({ name }) => name).join(" ");
  return [
    "these are missing, and only root on Debian can have them installed by this script:",
    ...lines,
    "on Debian, as root:",
    `  apt-get update && apt-get install --no-install-recommends ${names}`,
    "elsewhere: install the same programs with your package manager, then run this again",
  ].join("\n");
}

/** @param {string} root */
export function isDebian(root) {
  const file = join(root, "etc/os-release");
  return existsSync(file) && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync(file, "utf8"));
}

/**
 * Whether a program asks for a dynamic loader: Debian's other busybox does, and cannot run alone in an image.
 * @param {string} path
 */
function needsLoader(path) {
  return readFileSync(path).subarray(0, 4096).includes("/ld-");
}

/**
 * `apt-get update` does not wait for the lock on its lists, so this does: five minutes at most. Where it fails otherwise
 * (no network, one broken source), the lists at hand may still do: the install that follows decides.
 */
function updateLists() {
  for (const endMs = Date.now() + 300_000; ; ) {
    const { status, said } = aptGet("update");
    if (status === 0) return;
    if (!said.includes("/var/lib/apt/lists/lock") || Date.now() > endMs) {
      process.stderr.write(`${said}\n`);
      return;
    }
    process.stderr.write("waiting for another apt to finish\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  }
}

/**
 * Asks nothing, leaves configuration files as they are, and waits for another apt that installs.
 * @param {string[]} words
 */
function aptGet(...words) {
  const options = [
    "-qq",
    "-o",
    "DPkg::Lock::Timeout=300",
    "-o",
    "Dpkg::Use-Pty=0",
    "-o",
    "Dpkg::Options::=--force-confold",
  ];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" };
  const apt = spawnSync("apt-get", [...options, ...words], { env, encoding: "utf8", maxBuffer: 1 << 26 });
  return { status: apt.status, said: `${apt.stdout}${apt.stderr}`.trim() };
}
