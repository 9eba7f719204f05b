import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createPull } from "../../../../src/api/pull.ts";
import { createPushVerbs } from "../../../../src/api/push.ts";
import { pullCommand } from "../../../../src/commands/image/pull.ts";
import { pushCommand } from "../../../../src/commands/image/push.ts";
import { readInput } from "../../../../src/commands/read-options.ts";
import type { Context } from "../../../../src/context.ts";
import { imageFromFiles } from "../../../../src/image/from-files.ts";
import { recordImage } from "../../../../src/image/image-record.ts";
import { signature, signedPayload } from "../../../../src/image/sign/signature.ts";
import { signatureTag } from "../../../../src/image/sign/signature-image.ts";
import { manifestAccept } from "../../../../src/registry/descriptor.ts";
import { type Containers, startContainers } from "../../../support/containers.ts";
import { type KeyPair, writeKeyPair } from "../../../support/key-pair.ts";
import { programOutput } from "../../../support/program.ts";
import { type Registry, startRegistry } from "../../../support/registry.ts";

let containers: Containers;
let registry: Registry;
let own: KeyPair;
let other: KeyPair;
/** A key as cosign makes it. */
let cosign: { readonly privateFile: string; readonly publicFile: string };

const password = "open sesame";

before(async () => {
  [containers, registry] = await Promise.all([startContainers(), startRegistry({ writable: true, images: "none" })]);
  const { directory } = containers;
  own = await writeKeyPair(directory, "own");
  other = await writeKeyPair(directory, "other", "rsa");
  await withCosign("generate-key-pair");
  cosign = { privateFile: `${directory}/cosign.key`, publicFile: `${directory}/cosign.pub` };
});
after(async () => {
  await registry[Symbol.asyncDispose]();
  await containers[Symbol.asyncDispose]();
});

async function withCosign(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, COSIGN_PASSWORD: password, HOME: containers.directory };
  return await programOutput("cosign", args, { cwd: containers.directory, env, from: "cosign" });
}

/** An image in a repository of its own. */
async function made(repository: string, text = repository): Promise<{ name: string; digest: string }> {
  const files = { "/motd": text };
  return await imageFromFiles(containers.context, { name: `${registry.host}/${repository}:1`, files });
}

async function push(name: string, privateFile?: string, environment: Context["environment"] = {}): Promise<void> {
  const flags = privateFile === undefined ? {} : { sign: "cosign" as const, cosignKey: privateFile };
  await pushCommand.execute({ ...containers.context, environment }, readInput(pushCommand, [name], flags));
}

/** By a namespace that has no image. */
async function pull(name: string, publicFile: string, context = elsewhere()): Promise<readonly string[]> {
  const flags = { verify: "cosign", cosignKey: publicFile } as const;
  await pullCommand.execute(context, readInput(pullCommand, [name], flags));
  return await imageNames(context);
}

async function imageNames({ engine }: Context): Promise<readonly string[]> {
  return (await engine.images.list()).map((image) => image.name);
}

function elsewhere(): Context {
  const { context } = containers;
  return { ...context, engine: context.engine.inNamespace(`sign-${Math.random().toString(36).slice(2)}`) };
}

/** Rejected before anything of it is here. */
async function refused(name: string, publicFile: string, message: RegExp): Promise<void> {
  const context = elsewhere();
  await assert.rejects(pull(name, publicFile, context), { code: "SIGNATURE_INVALID", message });
  assert.deepEqual(await imageNames(context), []);
}

/** Puts the signatures of an image where those of another one are looked for. */
async function moveSignatures(repository: string, from: string, to: string): Promise<void> {
  const address = (digest: string) => `${registry.url}/v2/${repository}/manifests/${signatureTag(digest)}`;
  const answer = await fetch(address(from), { headers: { accept: manifestAccept } });
  const headers = { "content-type": answer.headers.get("content-type")! };
  const put = await fetch(address(to), { method: "PUT", headers, body: await answer.arrayBuffer() });
  assert.equal(put.status, 201);
}

async function signatureCount(repository: string, digest: string): Promise<number> {
  const raw = ["inspect", "--raw", "--tls-verify=false"];
  const name = `docker://${registry.host}/${repository}:${signatureTag(digest)}`;
  return JSON.parse(await programOutput("skopeo", [...raw, name])).layers.length;
}

describe("push --sign=cosign", () => {
  test("makes a signature that cosign verifies, once for each key", async () => {
    const { name, digest } = await made("ours");
    for (const key of [own.privateFile, cosign.privateFile, cosign.privateFile])
      await push(name, key, { COSIGN_PASSWORD: password });
    for (const key of [own.publicFile, cosign.publicFile])
      await withCosign("verify", "--key", key, "--insecure-ignore-tlog=true", "--allow-http-registry", name);
    assert.equal(await signatureCount("ours", digest), 2);
  });

  test("pushes nothing where the key cannot be used", async () => {
    const { name } = await made("locked");
    const expected = {
      code: "INVALID_VALUE",
      message: `not a private key, or not its password: ${cosign.privateFile}`,
    };
    await assert.rejects(push(name, cosign.privateFile, { COSIGN_PASSWORD: "wrong" }), expected);
    assert.equal((await fetch(`${registry.url}/v2/locked/tags/list`)).status, 404);
  });
});

describe("pull --verify=cosign", () => {
  test("brings what cosign has signed", async () => {
    const { name, digest } = await made("theirs");
    await push(name);
    const signed = name.replace(/:1$/, `@${digest}`);
    const flags = ["--yes", "--tlog-upload=false", "--allow-http-registry"];
    await withCosign("sign", "--key", cosign.privateFile, ...flags, signed);
    assert.deepEqual(await pull(name, cosign.publicFile), [name]);
  });

  test("is content with one good signature among others", async () => {
    const { name } = await made("several");
    for (const key of [other, own, await writeKeyPair(containers.directory, "third", "P-384")])
      await push(name, key.privateFile);
    assert.deepEqual(await pull(name, own.publicFile), [name]);
  });

  test("takes nothing of an image that is not signed, or by another key", async () => {
    const { name } = await made("unsigned");
    await push(name);
    await refused(name, own.publicFile, /^the image is not signed/);
    await push(name, other.privateFile);
    await refused(name, own.publicFile, /^of 1 signatures, none is by the key/);
  });

  test("takes nothing of an image that has the signature of another one", async () => {
    const first = await made("swapped", "first");
    await push(first.name, own.privateFile);
    const second = await made("swapped", "second");
    await push(second.name);
    await moveSignatures("swapped", first.digest, second.digest);
    await refused(second.name, own.publicFile, /^of 1 signatures, the key has signed another image/);
  });

  test("takes nothing of an image whose signature is of another payload", async () => {
    const { name, digest } = await made("altered");
    await push(name);
    const wrong = signedPayload(name, `sha256:${"0".repeat(64)}`);
    const signatureFile = join(containers.directory, "signature");
    const payloadFile = join(containers.directory, "payload");
    await writeFile(signatureFile, signature(wrong, own.privateKey).toString("base64"));
    await writeFile(payloadFile, signedPayload(name, digest));
    const files = ["--signature", signatureFile, "--payload", payloadFile];
    await withCosign("attach", "signature", ...files, "--allow-http-registry", name.replace(/:1$/, `@${digest}`));
    await refused(name, own.publicFile, /^of 1 signatures, none is by the key/);
  });

  test("looks at what is here as well", async () => {
    const { name } = await made("here");
    await push(name);
    await assert.rejects(pull(name, own.publicFile, containers.context), { code: "SIGNATURE_INVALID" });
    await push(name, own.privateFile);
    assert.ok((await pull(name, own.publicFile, containers.context)).includes(name));
  });

  test("wants a public key, and knows neither notation nor certificates", async () => {
    const attempt = (flags: object) => pullCommand.execute(elsewhere(), readInput(pullCommand, ["any"], flags));
    await assert.rejects(attempt({ verify: "cosign" }), { code: "MISSING_ARGUMENT" });
    await assert.rejects(attempt({ cosignKey: own.publicFile }), { code: "INVALID_VALUE" });
    await assert.rejects(attempt({ verify: "notation" }), { code: "UNSUPPORTED" });
    await assert.rejects(attempt({ verify: "cosign", cosignKey: own.privateFile }), { code: "INVALID_VALUE" });
  });
});

describe("a recipe", () => {
  test("signs what it pushes, and verifies what it pulls", async () => {
    const { name } = await made("recipe");
    const { push } = createPushVerbs(async () => containers.context);
    const pull = createPull(async () => elsewhere());
    await push(name, { sign: "cosign", cosignKey: own.privateFile });
    assert.equal((await pull(name, { verify: "cosign", cosignKey: own.publicFile })).name, name);
    const wrong = pull(name, { verify: "cosign", cosignKey: other.publicFile });
    await assert.rejects(Promise.resolve(wrong), { code: "SIGNATURE_INVALID" });
  });
});

describe("run --verify=cosign", () => {
  test("starts an image that is signed, and makes no container of another", async () => {
    const { target } = await containers.context.engine.images.get("docker.io/library/busybox:latest");
    const name = `${registry.host}/runnable:1`;
    await recordImage(containers.context.engine, { name, target: target! }, containers.context.signal);
    await push(name, other.privateFile);
    const flags = { verify: "cosign", cosignKey: own.publicFile } as const;
    await assert.rejects(containers.run(flags, undefined, name), { code: "SIGNATURE_INVALID" });
    assert.deepEqual(await containers.context.engine.containers.list(), []);
    await push(name, own.privateFile);
    await using container = await containers.run(flags, undefined, name);
    assert.equal(await container.output("echo", "verified"), "verified\n");
  });
});
