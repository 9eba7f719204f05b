import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import {
  keptEndpoint,
  readKeptAddresses,
  writeKeptAddresses,
} from "../../../../src/container/network/kept-addresses.ts";
import { statePaths } from "../../../../src/container/record/state-directory.ts";
import { toAttachment } from "../../../../src/network/attachment.ts";
import { resolveSettings } from "../../../../src/settings/resolve.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const id = "a".repeat(64);
const blue = { network: "blue", aliases: [] };
const had = { ip: "10.4.1.2", ip6: "fd00::2", mac: "02:00:00:00:00:02" };

async function privateSettings() {
  const directory = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { NERDSH_ROOT: directory.path } });
  await mkdir(statePaths(settings, id).directory, { recursive: true });
  return { settings, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("the addresses of a container's last start", () => {
  test("are those that its attachments had", async () => {
    await using made = await privateSettings();
    const result = {
      cniVersion: "1.0.0",
      interfaces: [{ name: "eth0", mac: had.mac, sandbox: "/run/netns/x" }],
      ips: [{ address: "10.4.1.2/24" }, { address: "fd00::2/64" }],
    };
    assert.deepEqual(readKeptAddresses(made.settings, id), {});
    writeKeptAddresses(made.settings, id, [toAttachment("blue", "eth0", result)]);
    assert.deepEqual(readKeptAddresses(made.settings, id), { blue: had });
  });

  test("are forgotten where a loss of power has left half of the file", async () => {
    await using made = await privateSettings();
    await writeFile(statePaths(made.settings, id).addresses, '{"blue":{"ip":"10.');
    assert.deepEqual(readKeptAddresses(made.settings, id), {});
  });

  test("are asked for again, but for those that were taken since, or where others were asked for", async () => {
    await using directory = await temporaryDirectory();
    assert.deepEqual(keptEndpoint(directory.path, blue, { blue: had }), { ...blue, ...had });
    assert.deepEqual(keptEndpoint(directory.path, { ...blue, ip: "10.4.1.9" }, { blue: had }).ip, "10.4.1.9");
    assert.deepEqual(keptEndpoint(directory.path, blue, { green: had }), blue);
    const taken = join(directory.path, "blue", had.ip);
    await mkdir(dirname(taken));
    await writeFile(taken, `default-${"b".repeat(64)}\r\neth0`);
    assert.deepEqual(keptEndpoint(directory.path, blue, { blue: had }), { ...blue, ip6: had.ip6, mac: had.mac });
  });
});
