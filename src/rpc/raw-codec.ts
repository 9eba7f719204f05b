import { Codec } from "./codec.ts";

/** Messages that are passed on as they are: both sides of it are bytes. */
export class RawCodec extends Codec {
  constructor() {
    super({});
  }

  override encode(_name: string, bytes: object): Buffer {
    return bytes as Buffer; // Whoever uses this codec sends what another call received.
  }

  override decode(_name: string, bytes: Uint8Array): object {
    return bytes;
  }
}
