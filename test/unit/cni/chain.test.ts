import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { addChain, type ChainOptions, checkChain, deleteChain } from "../../../src/cni/chain.ts";
import type { NetworkList } from "../../../src/cni/network-list.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** A plugin that logs what it was called with, and gives a result that counts the plugins before it. */
const recordingPlugin = `#!/bin/sh
config=$(cat)
echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_NETNS $CNI_IFNAME $CNI_ARGS $config" >> "$(dirname "$0")/calls"
[ "$CNI_COMMAND" = ADD ] || exit 0
case "$config" in
  *prevResult*) echo '{"cniVersion":"1.0.0","ips":[{"address":"10.9.0.2/24"}],"by":"second"}' ;;
  *) echo '{"cniVersion":"1.0.0","ips":[{"address":"10.9.0.2/24"}],"by":"first"}' ;;
esac
`;

const failingPlugin = `#!/bin/sh
echo '{"code":11,"msg":"no address left","details":"range 10.9.0.0/30"}'
exit 1
`;

async function plugins(programs: Readonly<Record<string, string>>) {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(directory.path, name), text);
    await chmod(join(directory.path, name), 0o755);
  }
  const options: ChainOptions = { pluginDirs: ["/nowhere", directory.path], programDirs: ["/usr/bin", "/bin"] };
  const calls = async () => (await readFile(join(directory.path, "calls"), "utf8")).trim().split("\n");
  return { options, calls, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

const list: NetworkList = {
  cniVersion: "1.0.0",
  name: "blue",
  plugins: [{ type: "one" }, { type: "two", capabilities: { portMappings: true, mac: false } }],
};
const target = {
  containerId: "default-c0ffee",
  netns: "/run/netns/x",
  interfaceName: "eth0",
  args: { IgnoreUnknown: "1", IP: "10.9.0.2" },
  capabilities: { portMappings: [{ hostPort: 8080 }], mac: "aa:bb" },
};
const prefix = "default-c0ffee /run/netns/x eth0 IgnoreUnknown=1;IP=10.9.0.2";
const one = { type: "one", name: "blue", cniVersion: "1.0.0" };
const two = { type: "two", capabilities: { portMappings: true, mac: false }, name: "blue", cniVersion: "1.0.0" };
const runtimeConfig = { portMappings: [{ hostPort: 8080 }] };
const first = { cniVersion: "1.0.0", ips: [{ address: "10.9.0.2/24" }], by: "first" };
const second = { ...first, by: "second" };

describe("a chain of plugins", () => {
  test("adds in order, each with the result before it and the capabilities that it declares", async () => {
    await using made = await plugins({ one: recordingPlugin, two: recordingPlugin });
    const results: unknown[] = [];
    const onResult = async (result: unknown) => void results.push(result);
    assert.deepEqual(await addChain(list, target, { ...made.options, onResult }), second);
    assert.deepEqual(results, [first, second]);
    assert.deepEqual(await made.calls(), [
      `ADD ${prefix} ${JSON.stringify(one)}`,
      `ADD ${prefix} ${JSON.stringify({ ...two, runtimeConfig, prevResult: first })}`,
    ]);
  });

  test("deletes in reverse, each with the result of the whole", async () => {
    await using made = await plugins({ one: recordingPlugin, two: recordingPlugin });
    await deleteChain(list, target, second, made.options);
    assert.deepEqual(await made.calls(), [
      `DEL ${prefix} ${JSON.stringify({ ...two, runtimeConfig, prevResult: second })}`,
      `DEL ${prefix} ${JSON.stringify({ ...one, prevResult: second })}`,
    ]);
  });

  test("deletes with the others where one fails, and then says so", async () => {
    await using made = await plugins({ one: recordingPlugin, two: failingPlugin });
    await assert.rejects(deleteChain(list, target, second, made.options), { code: "CNI_FAILED" });
    assert.deepEqual(await made.calls(), [`DEL ${prefix} ${JSON.stringify({ ...one, prevResult: second })}`]);
  });

  test("checks in order", async () => {
    await using made = await plugins({ one: recordingPlugin, two: recordingPlugin });
    await checkChain(list, target, second, made.options);
    assert.deepEqual(
      (await made.calls()).map((call) => call.slice(0, "CHECK".length)),
      ["CHECK", "CHECK"],
    );
  });

  test("fails with the plugin's own words", async () => {
    await using made = await plugins({ one: failingPlugin, two: recordingPlugin });
    await assert.rejects(addChain(list, target, made.options), {
      code: "CNI_FAILED",
      message: "CNI plugin one failed at ADD: no address left: range 10.9.0.0/30",
    });
  });

  test("names a plugin that is missing, and the package that brings it, before it runs any", async () => {
    await using made = await plugins({ one: recordingPlugin });
    await assert.rejects(addChain(list, target, made.options), {
      code: "CNI_PLUGIN_MISSING",
      message: `no such CNI plugin in ${made.options.pluginDirs.join(", ")}: two`,
      hint: "apt-get install containernetworking-plugins, or name its directory with --cni-path",
    });
    await assert.rejects(made.calls(), { code: "ENOENT" });
  });

  test("ends between two plugins where it is cancelled", async () => {
    await using made = await plugins({ one: recordingPlugin, two: recordingPlugin });
    const cancel = new AbortController();
    const onResult = async () => cancel.abort(new Error("enough"));
    await assert.rejects(addChain(list, target, { ...made.options, onResult, signal: cancel.signal }), /enough/);
    assert.equal((await made.calls()).length, 1);
  });
});
