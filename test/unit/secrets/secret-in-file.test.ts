import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { rememberSecret } from "../../../src/secrets/known-secrets.ts";
import { isSecretInFile } from "../../../src/secrets/secret-in-file.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const secret = "unit-secret-in-a-file";

describe("a secret in a file", () => {
  test("is found wherever the pieces end that are read", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "file");
    await writeFile(file, secret);
    assert.equal(isSecretInFile(file), false, "nobody knows it yet");
    rememberSecret(secret);
    for (const before of [0, 1, 2 ** 20 - secret.length, 2 ** 20 - 5, 2 ** 20, 2 ** 21 - 3]) {
      await writeFile(file, Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(secret), Buffer.alloc(100)]));
      assert.equal(isSecretInFile(file), true, `behind ${before} bytes`);
      await writeFile(
        file,
        Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(secret.slice(0, -1)), Buffer.alloc(100)]),
      );
      assert.equal(isSecretInFile(file), false, `half of it behind ${before} bytes`);
    }
  });
});
