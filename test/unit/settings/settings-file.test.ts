import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { settingKeyFacts, settingKeyNames } from "../../../src/settings/setting-keys.ts";
import { readSettingsFile } from "../../../src/settings/settings-file.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

async function read(toml: string) {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "nerdctl.toml");
  await writeFile(path, toml);
  return await readSettingsFile(path);
}

const confusion = "this is nerdctl's file; containerd's own settings belong into /etc/containerd/config.toml";

describe("nerdctl.toml", () => {
  test("may be missing", async () => {
    assert.deepEqual(await readSettingsFile("/does/not/exist.toml"), {});
  });

  test("is read with every key that nerdctl knows", async () => {
    const values = { bool: true, string: "text", list: ["one", "two"] };
    const all = Object.fromEntries(settingKeyNames.map((key) => [key, values[settingKeyFacts(key).type]]));
    const toml = Object.entries(all).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    assert.deepEqual({ ...(await read(toml.join("\n"))) }, all);
    assert.equal(toml.length, 22);
  });

  const refused: readonly [title: string, toml: string, message: RegExp, hint: string | undefined][] = [
    ["a misspelt key", 'adress = "/c.sock"', /^unknown key in \/.*nerdctl\.toml: adress$/, "did you mean address?"],
    ["a key of containerd's own file", "oom_score = 1", /^unknown key in .*: oom_score$/, confusion],
    ["a table of containerd's own file", "[grpc]\nuid = 1", /^unknown key in .*: grpc$/, confusion],
    ["text for a boolean", 'debug = "yes"', /^not a bool in .*nerdctl\.toml: debug$/, "write debug = true"],
    ["a number for text", "namespace = 1", /^not a string in .*: namespace$/, 'write namespace = "text"'],
    ["a list of numbers", "dns = [1]", /^not a list in .*: dns$/, 'write dns = ["first", "second"]'],
    ["what is no TOML", "debug = true\nnamespace =", /^not TOML in line 2, column \d+: .*nerdctl\.toml$/, undefined],
  ];
  for (const [title, toml, message, hint] of refused) {
    test(`is refused with ${title}`, () => assert.rejects(read(toml), { code: "SETTINGS_INVALID", message, hint }));
  }

  test("is refused where it cannot be read", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "nerdctl.toml");
    await mkdir(path);
    await assert.rejects(readSettingsFile(path), { code: "SETTINGS_INVALID", message: `cannot read ${path}` });
  });
});
