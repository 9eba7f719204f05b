import { randomInt } from "node:crypto";
import { codeOf, codes, isReplyTo, type Query, withId, writeReply } from "./message.ts";
import { type Exchange, exchangeTcp, exchangeUdp } from "./upstream.ts";

const mostPending = 512;
const rounds = 2;
/** Of one try; together less than the 5 s after which resolvers turn to their next server. */
const tryMs = 1_500;
const allMs = 4_500;

/** Asks other servers, a bounded number of questions at once. */
export class Forwarder {
  #pending = 0;

  /** The reply of the first server that has one; of several that refuse, the last one's; else SERVFAIL. */
  async forward(
    query: Query,
    message: Uint8Array,
    { servers, isTcp }: { readonly servers: readonly string[]; readonly isTcp: boolean },
  ): Promise<Uint8Array> {
    const failed = writeReply(query, { code: codes.SERVFAIL, isOurs: false });
    if (this.#pending >= mostPending) return failed;
    this.#pending++;
    try {
      return (await firstReply(query, message, { servers, exchange: isTcp ? exchangeTcp : exchangeUdp })) ?? failed;
    } finally {
      this.#pending--;
    }
  }
}

async function firstReply(
  query: Query,
  message: Uint8Array,
  { servers, exchange }: { readonly servers: readonly string[]; readonly exchange: Exchange },
): Promise<Uint8Array | undefined> {
  const endMs = performance.now() + allMs;
  const tries = Array.from({ length: rounds }, () => servers).flat();
  let last: Uint8Array | undefined;
  for (const server of tries) {
    const timeoutMs = Math.min(tryMs, endMs - performance.now());
    if (timeoutMs <= 0) break;
    const id = randomInt(0x10000);
    const isReply = (bytes: Uint8Array) => isReplyTo(bytes, { id, question: query.question });
    const reply = await exchange(server, withId(message, id), { isReply, timeoutMs });
    if (reply === undefined) continue;
    last = withId(reply, query.id);
    if (codeOf(reply) !== codes.SERVFAIL && codeOf(reply) !== codes.REFUSED) break;
  }
  return last;
}
