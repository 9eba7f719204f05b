import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { once } from "node:events";
import { describe, it } from "node:test";
import { keyAgent } from "../../../../src/buildkit/ssh/key-agent.ts";
import { privateKey } from "../../../../src/buildkit/ssh/private-key.ts";
import { SshReader, sshString, sshUint32 } from "../../../../src/buildkit/ssh/ssh-bytes.ts";

const ed25519 = generateKeyPairSync("ed25519");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
const keys = [privateKey(pem(ed25519.privateKey), "first"), privateKey(pem(rsa.privateKey), "second")];

/** The answer to a message, which comes in two pieces. */
async function asked(message: Buffer): Promise<Buffer> {
  const agent = keyAgent(keys);
  const framed = sshString(message);
  agent.write(framed.subarray(0, 3));
  agent.end(framed.subarray(3));
  const [answer] = (await once(agent, "data")) as [Buffer];
  return new SshReader(answer).string();
}

function signRequest(blob: Buffer, data: string, flags: number): Buffer {
  return Buffer.concat([Buffer.from([13]), sshString(blob), sshString(data), sshUint32(flags)]);
}

/** Kind and bytes of a signature. */
function signatureIn(answer: Buffer): [kind: string, bytes: Buffer] {
  assert.equal(answer[0], 14);
  const signature = new SshReader(new SshReader(answer.subarray(1)).string());
  return [signature.text(), signature.string()];
}

describe("an agent of keys in files", () => {
  it("lists them in their order, with their names", async () => {
    const answer = await asked(Buffer.from([11]));
    assert.equal(answer[0], 12);
    const reader = new SshReader(answer.subarray(1));
    const listed = Array.from({ length: reader.uint32() }, () => [reader.string(), reader.text()] as const);
    assert.deepEqual(
      listed.map(([blob, comment]) => [new SshReader(blob).text(), comment]),
      [
        ["ssh-ed25519", "first"],
        ["ssh-rsa", "second"],
      ],
    );
  });

  it("signs with the one that is asked for, by the hash that is", async () => {
    const [kind, bytes] = signatureIn(await asked(signRequest(keys[0]!.blob, "data", 0)));
    assert.deepEqual([kind, verify(null, Buffer.from("data"), ed25519.publicKey, bytes)], ["ssh-ed25519", true]);
    for (const [flags, name, hash] of [
      [0, "ssh-rsa", "sha1"],
      [2, "rsa-sha2-256", "sha256"],
      [4, "rsa-sha2-512", "sha512"],
    ] as const) {
      const [kind, bytes] = signatureIn(await asked(signRequest(keys[1]!.blob, "data", flags)));
      assert.deepEqual([kind, verify(hash, Buffer.from("data"), rsa.publicKey, bytes)], [name, true]);
    }
  });

  it("refuses all else: other keys, changes, messages that are cut off", async () => {
    const refused = Buffer.from([5]);
    for (const message of [
      signRequest(Buffer.from("other"), "data", 0),
      Buffer.from([17]),
      Buffer.from([13, 0, 0]),
      Buffer.alloc(0),
    ]) {
      assert.deepEqual(await asked(message), refused);
    }
  });
});

describe("the file of a key", () => {
  const cases: readonly (readonly [title: string, text: string, code: string])[] = [
    [
      "with a passphrase",
      ed25519.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
      "UNSUPPORTED",
    ],
    ["that is the public half", "ssh-ed25519 AAAA me", "INVALID_VALUE"],
    [
      "that is cut off",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUA\n-----END OPENSSH PRIVATE KEY-----\n",
      "INVALID_VALUE",
    ],
    ["of another kind", pem(generateKeyPairSync("x25519").privateKey), "INVALID_VALUE"],
  ];
  for (const [title, text, code] of cases) {
    it(`is refused ${title}`, () => {
      assert.throws(() => privateKey(text, "key"), { code });
    });
  }
});
