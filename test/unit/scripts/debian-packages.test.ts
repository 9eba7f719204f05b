import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { debianPackages, isDebian, missingDebianPackages, whatToInstall } from "../../../scripts/debian-packages.mjs";

describe("the Debian packages of a step", () => {
  test("are all missing on a host with nothing", async () => {
    await using host = await hostWith({});
    const names = missingDebianPackages(debianPackages.engine, host.path).map(({ name }) => name);
    assert.deepEqual(names, [
      "containerd",
      "runc",
      "containernetworking-plugins",
      "iptables",
      "nftables",
      "iproute2",
      "busybox-static",
    ]);
  });

  test("count as there wherever their program came from", async () => {
    await using host = await hostWith({
      "usr/local/bin/containerd": "",
      "usr/local/sbin/runc": "",
      "opt/cni/bin/bridge": "",
      "usr/sbin/iptables": "",
      "sbin/nft": "",
      "bin/ip": "",
      "bin/busybox": "\x7fELF",
    });
    assert.deepEqual(missingDebianPackages(debianPackages.engine, host.path), []);
  });

  test("include a static busybox where the one there needs a loader", async () => {
    await using host = await hostWith({});
    await mkdir(join(host.path, "usr/bin"), { recursive: true });
    await copyFile("/bin/sh", join(host.path, "usr/bin/busybox"));
    const busybox = debianPackages.engine.filter(({ name }) => name === "busybox-static");
    assert.deepEqual(missingDebianPackages(busybox, host.path), busybox);
  });

  test("are listed with a command to copy where this user cannot install them", () => {
    const missing = debianPackages.engine.filter(({ name }) => name === "runc" || name === "nftables");
    assert.equal(
      whatToInstall(missing),
      `these are missing, and only root on Debian can have them installed by this script:
  runc                         brings runc
  nftables                     brings nft
on Debian, as root:
  apt-get update && apt-get install --no-install-recommends runc nftables
elsewhere: install the same programs with your package manager, then run this again`,
    );
  });
});

test("a host is Debian where os-release says so, or that it is like it", async () => {
  const cases: [string, boolean][] = [
    ['PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n', true],
    ['ID=raspbian\nID_LIKE="debian"\n', true],
    ["ID=fedora\nHOME_URL=https://example.org/debian\n", false],
  ];
  for (const [release, expected] of cases) {
    await using host = await hostWith({ "etc/os-release": release });
    assert.equal(isDebian(host.path), expected, release);
  }
});

async function hostWith(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), "nerdsh-host-"));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
