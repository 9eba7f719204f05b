import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { imageDecryptCommand } from "../../../../src/commands/image/decrypt.ts";
import { imageEncryptCommand } from "../../../../src/commands/image/encrypt.ts";
import { readInput } from "../../../../src/commands/read-options.ts";
import type { Context } from "../../../../src/context.ts";
import { imageFromFiles } from "../../../../src/image/from-files.ts";
import { childLabels } from "../../../../src/image/gc-labels.ts";
import { recordImage } from "../../../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../../../src/image/layer/made-blob.ts";
import { hasSnapshot } from "../../../../src/image/layer/unpacked.ts";
import { resolveImage } from "../../../../src/image/lookup.ts";
import { pullImage } from "../../../../src/image/pull/pull.ts";
import { leasedEngine } from "../../../../src/image/pull/pull-lease.ts";
import { pushImage } from "../../../../src/image/push/push.ts";
import { type Descriptor, mediaTypes } from "../../../../src/registry/descriptor.ts";
import { digestOf } from "../../../../src/registry/digest.ts";
import { removeNamespaceCgroups } from "../../../support/cgroup-files.ts";
import { Containers, startContainers } from "../../../support/containers.ts";
import { type KeyPair, writeKeyPair } from "../../../support/key-pair.ts";
import { programOutput } from "../../../support/program.ts";
import { storedImage, storedIndex } from "../../../support/push-image.ts";
import { type Registry, startRegistry } from "../../../support/registry.ts";

let containers: Containers;
let registry: Registry;
let rsa: KeyPair;
let curve: KeyPair;

before(async () => {
  [containers, registry] = await Promise.all([startContainers(), startRegistry({ writable: true, images: "none" })]);
  rsa = await writeKeyPair(containers.directory, "rsa", "rsa");
  curve = await writeKeyPair(containers.directory, "curve", "P-384");
});
after(async () => {
  await registry[Symbol.asyncDispose]();
  await containers[Symbol.asyncDispose]();
});

/** The same engine by a namespace that has no image, and in which no layer was unpacked. */
function elsewhere(): Context {
  const { context } = containers;
  const namespace = `encrypt-${Math.random().toString(36).slice(2)}`;
  after(() => removeNamespaceCgroups(namespace));
  return { ...context, engine: context.engine.inNamespace(namespace), settings: { ...context.settings, namespace } };
}

type Names = readonly [source: string, target: string];

async function encrypt(context: Context, names: Names, recipients: readonly KeyPair[], flags: object = {}) {
  const recipient = recipients.map(({ publicFile }) => `jwe:${publicFile}`);
  return await imageEncryptCommand.execute(context, readInput(imageEncryptCommand, names, { recipient, ...flags }));
}

async function decrypt(context: Context, names: Names, ...key: readonly string[]) {
  return await imageDecryptCommand.execute(context, readInput(imageDecryptCommand, names, { key }));
}

/** `secret:latest`, with the layer that it has in clear. */
async function secretImage(context: Context, recipients: readonly KeyPair[]) {
  const source = await imageFromFiles(context, { name: "source", files: { "/motd": "nobody shall read this" } });
  await encrypt(context, ["source", "secret"], recipients);
  return { source, clear: source.layers[0]!, layer: (await resolveImage(context, "secret")).layers[0]! };
}

/** Its name at the registry. */
async function pushed(context: Context, source: string, repository: string): Promise<string> {
  const name = `${registry.host}/${repository}:1`;
  const { target } = await context.engine.images.get(`docker.io/library/${source}:latest`);
  await recordImage(context.engine, { name, target: target! }, context.signal);
  await pushImage(context, { reference: name });
  return name;
}

/** The keys that unpacking finds until the end of the block. */
async function ownKeys(...pairs: readonly KeyPair[]): Promise<AsyncDisposable> {
  const directory = containers.context.engine.decryptionKeys!;
  await mkdir(directory, { recursive: true });
  for (const [at, { privateFile }] of pairs.entries()) await copyFile(privateFile, join(directory, `${at}.pem`));
  return { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

async function isHere({ engine, signal }: Context, name: string): Promise<boolean> {
  return (await engine.images.list([], { signal })).some((image) => image.name === name);
}

describe("an encrypted image", () => {
  test("runs where a recipient's key lies in the engine's directory of keys", async () => {
    await encrypt(containers.context, ["busybox", "hidden"], [rsa, curve]);
    const name = await pushed(containers.context, "hidden", "hidden");
    await using _keys = await ownKeys(curve);
    await writeFile(join(containers.context.engine.decryptionKeys!, "README"), "no key at all");
    const there = new Containers({ ...containers, context: elsewhere() }, async () => {});
    await using container = await there.run({}, undefined, name);
    assert.equal(await container.output("cat", "/etc/group"), "root:x:0:\nguest:x:1000:\n");
  });

  test("cannot be read in its layers, and is known by its config", async () => {
    const context = elsewhere();
    const { source, clear, layer } = await secretImage(context, [rsa]);
    assert.deepEqual([layer.mediaType, layer.size], [`${clear.mediaType}+encrypted`, clear.size]);
    assert.ok((await context.engine.content.bytes(clear.digest)).includes("nobody shall"));
    assert.ok(!(await context.engine.content.bytes(layer.digest)).includes("nobody shall"));
    assert.equal((await resolveImage(context, "secret")).configDigest, source.configDigest);
  });

  test("is not pulled where no key is for it, unless it stays packed", async () => {
    const maker = elsewhere();
    await secretImage(maker, [rsa]);
    const reference = await pushed(maker, "secret", "foreign");
    for (const keys of [[], [curve]]) {
      await using _keys = await ownKeys(...keys);
      const context = elsewhere();
      await assert.rejects(pullImage(context, { reference, policy: "always" }), { code: "KEY_MISSING" });
      assert.equal(await isHere(context, reference), false);
      const { chainId } = await pullImage(context, { reference, policy: "always", unpack: false });
      assert.equal(await hasSnapshot(context.engine, chainId, context.signal), false);
    }
  });

  test("whose layer was altered is not unpacked", async () => {
    const maker = elsewhere();
    const { layer } = await secretImage(maker, [rsa]);
    const bytes = await maker.engine.content.bytes(layer.digest);
    bytes[700]! ^= 1;
    const altered = { ...layer, digest: digestOf(bytes) };
    const { configDigest } = await resolveImage(maker, "secret");
    const config = { mediaType: mediaTypes.ociConfig, digest: configDigest, size: await sizeOf(maker, configDigest) };
    const document = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [altered] };
    const manifest = jsonBlob(mediaTypes.ociManifest, document, childLabels([config, altered]));
    await using leased = await leasedEngine(maker.engine, "test");
    await leased.engine.content.write({ ref: "altered", expected: altered.digest }, [bytes]);
    await storeBlob(leased.engine, manifest, maker.signal);
    const target = manifest.descriptor;
    await recordImage(leased.engine, { name: "docker.io/library/altered:latest", target }, maker.signal);
    const expected = { code: "IMAGE_INVALID", message: `the encrypted layer was altered: ${altered.digest}` };
    await assert.rejects(decrypt(maker, ["altered", "clear"], rsa.privateFile), expected);
    const reference = await pushed(maker, "altered", "altered");
    await using _keys = await ownKeys(rsa);
    const context = elsewhere();
    await assert.rejects(pullImage(context, { reference, policy: "always" }), expected);
    assert.equal(await isHere(context, reference), false);
  });

  test("gets more recipients by the key of one, and keeps its layers", async () => {
    const context = elsewhere();
    const { layer } = await secretImage(context, [rsa]);
    await assert.rejects(encrypt(context, ["secret", "shared"], [curve]), { code: "KEY_MISSING" });
    await encrypt(context, ["secret", "shared"], [curve], { key: [rsa.privateFile] });
    assert.equal((await resolveImage(context, "shared")).layers[0]?.digest, layer.digest);
    const digests = [rsa, curve].map(async ({ privateFile }, at) => {
      return (await decrypt(context, ["shared", `clear:${at}`], privateFile)).digest;
    });
    assert.equal(new Set(await Promise.all(digests)).size, 1);
  });

  test("becomes by image decrypt what it was", async () => {
    const context = elsewhere();
    const { source } = await secretImage(context, [rsa]);
    const locked = join(containers.directory, "locked.pem");
    const cipher = { cipher: "aes-256-cbc", passphrase: "open sesame" };
    await writeFile(locked, rsa.privateKey.export({ type: "pkcs8", format: "pem", ...cipher }));
    const password = join(containers.directory, "password");
    await writeFile(password, "open sesame\n");
    for (const spec of ["pass=open sesame", `file=${password}`, "open sesame"]) {
      assert.equal((await decrypt(context, ["secret", "clear"], `${locked}:${spec}`)).digest, source.digest);
    }
    await assert.rejects(decrypt(context, ["secret", "clear"], `${locked}:pass=wrong`), { code: "INVALID_VALUE" });
    await assert.rejects(decrypt(context, ["secret", "never"], curve.privateFile), { code: "KEY_MISSING" });
    assert.equal(await isHere(context, "docker.io/library/never:latest"), false);
  });

  test("of several platforms has those that were asked for", async () => {
    const context = elsewhere();
    const made: Descriptor[] = [];
    for (const platform of ["linux/amd64", "linux/arm64", "linux/s390x"])
      made.push((await storedImage(context.engine, `docker.io/library/one:${platform.slice(6)}`, { platform })).target);
    await storedIndex(context.engine, "docker.io/library/many:latest", made);
    for (const [flags, count] of [
      [{ platform: ["arm64", "s390x"] }, 2],
      [{ allPlatforms: true }, 3],
    ] as const) {
      const { digest } = await encrypt(context, ["many", "secret"], [curve], flags);
      const { manifests } = JSON.parse((await context.engine.content.bytes(digest)).toString());
      assert.equal(manifests.length, count);
      for (const each of manifests) {
        const { layers } = JSON.parse((await context.engine.content.bytes(each.digest)).toString());
        assert.equal(layers[0].mediaType, `${mediaTypes.ociLayer}+encrypted`);
      }
    }
  });

  test("is decrypted by skopeo, and what skopeo has encrypted runs here", async () => {
    const maker = elsewhere();
    const { clear, source } = await secretImage(maker, [rsa, curve]);
    const name = await pushed(maker, "secret", "ours");
    const plain = ["copy", "--src-tls-verify=false", "--dest-tls-verify=false"];
    for (const { privateFile } of [rsa, curve]) {
      const copy = join(containers.directory, `copy-${digestOf(privateFile).slice(-8)}`);
      await programOutput("skopeo", [...plain, "--decryption-key", privateFile, `docker://${name}`, `dir:${copy}`]);
      assert.equal(digestOf(await readFile(join(copy, clear.digest.slice("sha256:".length)))), clear.digest);
    }
    const theirs = `${registry.host}/theirs:1`;
    const from = await pushed(maker, "source", "clear");
    await programOutput("skopeo", [
      ...[...plain, "--encryption-key", `jwe:${rsa.publicFile}`],
      ...[`docker://${from}`, `docker://${theirs}`],
    ]);
    await using _keys = await ownKeys(curve, rsa);
    const context = elsewhere();
    const { chainId, layers } = await pullImage(context, { reference: theirs, policy: "always" });
    assert.match(layers[0]!.mediaType, /\+encrypted$/);
    assert.equal(chainId, source.chainId);
    // What was unpacked is not kept in clear beside it.
    await context.engine.leases.create("collect");
    await context.engine.leases.delete("collect", { sync: true });
    const { manifestDigest, configDigest } = await resolveImage(context, theirs);
    assert.deepEqual(
      (await context.engine.content.list()).map(({ digest }) => digest).sort(),
      [manifestDigest, configDigest, layers[0]!.digest].sort(),
    );
    assert.equal(await hasSnapshot(context.engine, chainId, context.signal), true);
  });

  test("is decrypted by containerd's decoder", async () => {
    const context = elsewhere();
    const { clear, layer } = await secretImage(context, [curve]);
    const payload = { DecryptConfig: { Parameters: {} }, Descriptor: layer };
    await using _keys = await ownKeys(curve);
    const keys = ["--decryption-keys-path", context.engine.decryptionKeys!];
    const decoder = spawn("ctd-decoder", keys, { stdio: ["pipe", "pipe", "pipe", "pipe"] });
    const ended = once(decoder, "close");
    const [input, output, errors, config] = decoder.stdio;
    assert.ok(config !== null && config !== undefined && "end" in config);
    config.end(anyMessage("io.containerd.ocicrypt.v1.Payload", Buffer.from(JSON.stringify(payload))));
    input.end(await context.engine.content.bytes(layer.digest));
    const [bytes, said] = await Promise.all([buffer(output), buffer(errors)]);
    assert.deepEqual([(await ended)[0], digestOf(bytes)], [0, clear.digest], said.toString());
  });
});

describe("image encrypt", () => {
  test("takes recipients of JWE, and keys that are public", async () => {
    const context = elsewhere();
    await imageFromFiles(context, { name: "source", files: { "/motd": "hello" } });
    const attempt = (recipient: readonly string[]) => encrypt(context, ["source", "never"], [], { recipient });
    await assert.rejects(attempt([]), { code: "MISSING_ARGUMENT" });
    await assert.rejects(attempt(["pgp:somebody@example.com"]), { code: "UNSUPPORTED" });
    await assert.rejects(attempt([rsa.publicFile]), { code: "INVALID_VALUE" });
    await assert.rejects(attempt([`jwe:${rsa.privateFile}`]), { code: "INVALID_VALUE", message: /not a public key/ });
    await assert.rejects(attempt([`jwe:${dirname(rsa.publicFile)}/none`]), { code: "INVALID_VALUE" });
    assert.equal(await isHere(context, "docker.io/library/never:latest"), false);
  });
});

async function sizeOf({ engine }: Context, digest: string): Promise<number> {
  return Number((await engine.content.info(digest)).size);
}

/** A protobuf `Any`. */
function anyMessage(typeUrl: string, value: Buffer): Buffer {
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes), bytes]);
  return Buffer.concat([field(1, Buffer.from(typeUrl)), field(2, value)]);
}

function varint({ length }: Buffer): Buffer {
  const bytes: number[] = [];
  for (let rest = length; ; rest >>>= 7) {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}
