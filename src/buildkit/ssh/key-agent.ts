import { Duplex } from "node:stream";
import type { PrivateKey } from "./private-key.ts";
import { SshReader, sshString, sshUint32 } from "./ssh-bytes.ts";

/** Types of messages (draft-miller-ssh-agent, "Message numbers"). */
const types = { failure: 5, listIdentities: 11, identities: 12, signRequest: 13, signature: 14 } as const;

/** As OpenSSH's agent has it. */
const largestMessage = 256 << 10;

/** One connection to an agent in this process, which lists these keys and signs with them, and refuses all that would change it. */
export function keyAgent(keys: readonly PrivateKey[]): Duplex {
  let received = Buffer.alloc(0);
  const agent = new Duplex({
    read: () => {}, // Answers come when they are asked for.
    write: (chunk: Buffer, _encoding, done) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4) {
        const length = received.readUInt32BE();
        if (length > largestMessage) return done(new Error("a message to the SSH agent is too large"));
        if (received.length < 4 + length) break;
        agent.push(sshString(answer(keys, received.subarray(4, 4 + length))));
        received = received.subarray(4 + length);
      }
      done();
    },
    final: (done) => {
      agent.push(null);
      done();
    },
  });
  return agent;
}

function answer(keys: readonly PrivateKey[], message: Buffer): Buffer {
  try {
    if (message[0] === types.listIdentities) return identities(keys);
    if (message[0] === types.signRequest) {
      const request = new SshReader(message.subarray(1));
      const blob = request.string();
      const data = request.string();
      const key = keys.find((one) => one.blob.equals(blob));
      if (key) return Buffer.concat([Buffer.from([types.signature]), sshString(key.sign(data, request.uint32()))]);
    }
  } catch {
    // A message that is cut off, a hash that is not allowed here: an agent has one answer for all of it.
  }
  return Buffer.from([types.failure]);
}

function identities(keys: readonly PrivateKey[]): Buffer {
  const entries = keys.flatMap(({ blob, comment }) => [sshString(blob), sshString(comment)]);
  return Buffer.concat([Buffer.from([types.identities]), sshUint32(keys.length), ...entries]);
}
