import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type CachedAttachment, ResultCache } from "../../../src/cni/result-cache.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const attachment: CachedAttachment = {
  list: { cniVersion: "1.0.0", name: "blue", plugins: [{ type: "bridge" }] },
  containerId: "default-c0ffee",
  interfaceName: "eth0",
  netns: "/run/netns/x",
  args: { IgnoreUnknown: "1" },
  capabilities: { portMappings: [{ hostPort: 8080 }] },
  result: { cniVersion: "1.0.0", ips: [{ address: "10.9.0.2/24" }] },
};

describe("the result cache", () => {
  test("keeps an attachment in libcni's file", async () => {
    await using directory = await temporaryDirectory();
    await new ResultCache(directory.path).write(attachment);
    const file = JSON.parse(await readFile(join(directory.path, "blue-default-c0ffee-eth0"), "utf8"));
    assert.deepEqual(
      { ...file, config: JSON.parse(Buffer.from(file.config, "base64").toString()) },
      {
        kind: "cniCacheV1",
        containerId: "default-c0ffee",
        config: attachment.list,
        ifName: "eth0",
        networkName: "blue",
        netns: "/run/netns/x",
        cniArgs: [["IgnoreUnknown", "1"]],
        capabilityArgs: attachment.capabilities,
        result: attachment.result,
      },
    );
  });

  test("gives back a container's attachments, by interface", async () => {
    await using directory = await temporaryDirectory();
    const cache = new ResultCache(directory.path);
    const second = { ...attachment, list: { ...attachment.list, name: "amber" }, interfaceName: "eth1" };
    const others = { ...attachment, containerId: "default-decaf" };
    for (const one of [second, others, attachment]) await cache.write(one);
    assert.deepEqual(await cache.attachments("default-c0ffee"), [attachment, second]);
    await cache.remove("blue", "default-c0ffee", "eth0");
    await cache.remove("never", "written", "eth0");
    assert.deepEqual(await cache.attachments("default-c0ffee"), [second]);
  });

  test("passes over files of another kind", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "old"), '{"kind":"cniCacheV0"}');
    assert.deepEqual(await new ResultCache(directory.path).all(), []);
    assert.deepEqual(await new ResultCache(join(directory.path, "never", "made")).all(), []);
  });
});
