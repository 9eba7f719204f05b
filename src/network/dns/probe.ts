import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { classes, isReplyTo, questionBytes, recordTypes } from "./message.ts";
import { exchangeUdp } from "./upstream.ts";
import { identity } from "./zone.ts";

/** Of a server that is there; and between two questions to one that is not yet. */
const tryMs = 500;
const pauseMs = 20;

/** Who answers at a gateway's port 53: the supervisor, somebody else, or nobody in that time. */
export async function answering(
  address: string,
  { patienceMs, isWanted }: { readonly patienceMs: number; isWanted(): boolean },
): Promise<"us" | "other" | "nobody"> {
  const endMs = performance.now() + patienceMs;
  const id = randomInt(0x10000);
  const message = questionBytes(identity.name, recordTypes.TXT, classes.CH, id);
  const isReply = (bytes: Uint8Array) => isReplyTo(bytes, { id, question: message.subarray(12) });
  do {
    const reply = await exchangeUdp(address, message, { isReply, timeoutMs: tryMs });
    if (reply) return Buffer.from(reply).includes(identity.text) ? "us" : "other";
    await delay(pauseMs);
  } while (performance.now() < endMs && isWanted());
  return "nobody";
}
