import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commandOf, revealedValues } from "../../../src/api/command-template.ts";
import { shellWithSecrets } from "../../../src/api/secret-shell.ts";
import { $ as host } from "../../../src/platform/zx.ts";
import { Secret } from "../../../src/secrets/secret.ts";

const text = "unit 'secret' \"of\" $HOME `x`\\";
const $ = shellWithSecrets(host);
const secretOf = (value: string) => new Secret({ name: "it", read: () => value });

describe("a secret in a command", () => {
  test("of the host is a word of it, whatever is in it", async () => {
    const secret = secretOf(text);
    assert.equal((await $`printf %s ${secret}`.quiet()).stdout, text);
    assert.equal((await $`printf '<%s>' ${["a b", secret]} ${secret}`.quiet()).stdout, `<a b><${text}><${text}>`);
    assert.equal((await $({ quiet: true })`printf %s ${secret}`).stdout, text);
    assert.equal((await $({ quiet: true })({ nothrow: true })`printf %s ${secretOf("x")}`).stdout, "x");
  });

  test("that zx does not wait for has to be read before", async () => {
    const secret = secretOf(text);
    assert.throws(() => $.sync`printf %s ${secret}`, { code: "SECRET_UNAVAILABLE" });
    await secret.value();
    assert.equal($.sync({ quiet: true })`printf %s ${secret}`.stdout, text);
    const env = { ...process.env, TOKEN: secret as unknown as string }; // zx's type of it.
    assert.equal((await $({ quiet: true, env })`printf %s "$TOKEN"`).stdout, text);
  });

  test("that is not there fails the command", async () => {
    const absent = new Secret({ name: "it", read: () => "" });
    await assert.rejects(async () => await $`printf %s ${absent}`.quiet());
  });

  test("in a container is a word, too", async () => {
    const values = [secretOf("a b"), ["c", secretOf("d'")]] as const;
    const literals = ["echo ", " ", ""];
    assert.throws(() => commandOf(literals, values), { code: "SECRET_UNAVAILABLE" });
    assert.deepEqual(commandOf(literals, await revealedValues(values)), ["echo", "a b", "c", "d'"]);
  });
});
