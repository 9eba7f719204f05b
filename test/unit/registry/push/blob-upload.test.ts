import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { digestOf } from "../../../../src/registry/digest.ts";
import { defaultHost } from "../../../../src/registry/hosts/registry-host.ts";
import { uploadBlob } from "../../../../src/registry/push/blob-upload.ts";
import { Registry } from "../../../../src/registry/registry.ts";
import { startResumingRegistry } from "../../../support/resuming-registry.ts";

const MiB = 1024 * 1024;
const signal = new AbortController().signal;
const retries = { attempts: 3, baseMs: 1, capMs: 10 };

async function upload(host: string, bytes: Buffer): Promise<number[]> {
  const reached: number[] = [];
  using registry = new Registry([defaultHost(host)], { retries });
  await uploadBlob(registry, {
    ...{ repository: "app", descriptor: { digest: digestOf(bytes), size: bytes.length }, signal },
    async *open(offset, size) {
      for (let at = offset; at < offset + size; at += MiB) yield bytes.subarray(at, Math.min(at + MiB, offset + size));
    },
    reach: (doneBytes) => void reached.push(doneBytes),
  });
  return reached;
}

describe("an upload to a registry that keeps what it has got", () => {
  test("goes on where it was cut, in pieces, and tells how far it is", async () => {
    const bytes = randomBytes(40 * MiB);
    await using registry = await startResumingRegistry({ cuts: [3 * MiB, undefined, 5 * MiB] });
    const reached = await upload(registry.host, bytes);
    assert.deepEqual(registry.blobs.get(digestOf(bytes)), bytes);
    const at = (mebibytes: number) => mebibytes * MiB;
    assert.deepEqual(registry.requests, [
      ...["HEAD", "POST", "PUT", "GET"],
      ...[`PATCH ${at(3)}-${at(19) - 1}`, `PATCH ${at(19)}-${at(35) - 1}`, "GET"],
      ...[`PATCH ${at(24)}-${at(40) - 1}`, "PUT"],
    ]);
    assert.equal(reached.at(-1), at(40));
  });

  test("never ends while it goes on, however often it is cut, and ends where it does not", async () => {
    const bytes = randomBytes(8 * MiB);
    await using patient = await startResumingRegistry({ cuts: Array(7).fill(MiB) });
    await upload(patient.host, bytes);
    assert.deepEqual(patient.blobs.get(digestOf(bytes)), bytes);

    await using stuck = await startResumingRegistry({ cuts: Array(50).fill(0) });
    await assert.rejects(upload(stuck.host, bytes), { code: "REGISTRY_UNREACHABLE" });
  });

  test("sends pieces no smaller than the registry takes", async () => {
    const bytes = randomBytes(40 * MiB);
    await using registry = await startResumingRegistry({ cuts: [2 * MiB], leastPiece: 30 * MiB });
    await upload(registry.host, bytes);
    assert.deepEqual(registry.requests.slice(4), [
      `PATCH ${2 * MiB}-${32 * MiB - 1}`,
      `PATCH ${32 * MiB}-${40 * MiB - 1}`,
      "PUT",
    ]);
  });
});
