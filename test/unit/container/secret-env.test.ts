import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hiddenEnv, secretEnvLabel, secretNames } from "../../../src/container/secret-env.ts";
import { rememberSecret } from "../../../src/secrets/known-secrets.ts";

describe("variables of a container that are secrets", () => {
  test("are those that have what is known as one, by a label that anybody reads", () => {
    rememberSecret("unit=secret\nof a container");
    const env = ["A=plain", "TOKEN=unit=secret\nof a container", "EMPTY="];
    const labels = secretEnvLabel(env);
    assert.deepEqual(labels, { "nerdsh/secret-env": '["TOKEN"]' });
    assert.deepEqual(hiddenEnv(env, labels), ["A=plain", "TOKEN=***", "EMPTY="]);
    assert.deepEqual(secretNames(labels), new Set(["TOKEN"]));
  });

  test("are none where nobody said so", () => {
    const env = ["TOKEN=x"];
    assert.deepEqual(secretEnvLabel(env), {});
    assert.equal(hiddenEnv(env, {}), env);
  });
});
