import { sendsLargeRequests } from "../../platform/http2.ts";
import type { Channel } from "../../rpc/channel.ts";
import { Http2Channel } from "../../rpc/http2-channel.ts";
import { RawCodec } from "../../rpc/raw-codec.ts";
import { UploadChannel } from "../../rpc/upload-channel.ts";
import type { ContentStore } from "./content.ts";

export interface ForwardedContent {
  readonly store: ContentStore;
  close(): void;
}

export interface ContentScope {
  /** containerd's socket, a path. */
  readonly address: string;
  readonly namespace: string;
  /** Keeps what is written until an image refers to it. */
  readonly lease?: string | undefined;
}

/**
 * A containerd as the store: calls pass through as bytes, so that nothing is hashed or decoded here, and blobs that it has are not sent.
 * BuildKit's own metadata stays behind.
 */
export function forwardedContent({ address, namespace, lease }: ContentScope): ForwardedContent {
  const codec = new RawCodec();
  const channel: Channel = sendsLargeRequests ? new Http2Channel(address, codec) : new UploadChannel(address, codec);
  const metadata = { "containerd-namespace": namespace, ...(lease !== undefined && { "containerd-lease": lease }) };
  return {
    store: async (path, { messages, send, signal }) => {
      const method = { path, request: "", response: "" };
      for await (const answer of channel.duplex(method, messages, { metadata, signal })) {
        await send(answer as Uint8Array); // What the raw codec gives.
      }
    },
    close: () => channel.close(),
  };
}
