import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { builderRegistries } from "../../../../src/build/builder/builder-registries.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("a builder's registries", () => {
  test("are what hosts.toml says and a builder can be told", async () => {
    await using directory = await temporaryDirectory();
    const files = {
      "docker.io": '[host."http://127.0.0.1:5000"]\n[host."https://mirror.example/v2/prefix"]\noverride_path = true\n',
      _default: 'server = "https://everything.example"\n',
      localhost_5001_: 'server = "https://localhost:5001"\nskip_verify = true\n',
      "plain.example:8080": 'server = "http://plain.example:8080"\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(directory.path, name));
      await writeFile(join(directory.path, name, "hosts.toml"), text);
    }
    const found = await builderRegistries({ hostsDirs: [directory.path, "/does/not/exist"], insecureRegistry: false });
    assert.deepEqual(
      [...found].sort((a, b) => (a.domain < b.domain ? -1 : 1)),
      [
        { domain: "docker.io", mirrors: ["http://127.0.0.1:5000"], plain: ["127.0.0.1:5000"], unchecked: [] },
        { domain: "localhost:5001", mirrors: [], plain: [], unchecked: ["localhost:5001"] },
        { domain: "plain.example:8080", mirrors: [], plain: ["plain.example:8080"], unchecked: [] },
      ],
    );
  });
});
