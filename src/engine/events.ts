import type { Channel } from "../rpc/channel.ts";
import type { Codec } from "../rpc/codec.ts";
import { methods } from "./protocol.ts";
import { type Scope, Service, type Waits } from "./service.ts";

export interface EngineEvent {
  /** RFC 3339. */
  readonly timestamp: string;
  readonly namespace: string;
  /** Such as `/tasks/exit`. */
  readonly topic: string;
  /** The event's message, such as `containerd.events.TaskExit`. */
  readonly type: string;
  /** Its fields; empty where nerdsh has no descriptor of the type. */
  readonly event: Readonly<Record<string, unknown>>;
}

export class Events extends Service {
  readonly #codec: Codec;

  constructor(channel: Channel, scope: Scope, codec: Codec) {
    super(channel, scope);
    this.#codec = codec;
  }

  /** Tells every subscriber, in the engine's namespace; `type` is one of containerd's own, so that each can read it. */
  async publish(topic: string, type: string, event: object, waits?: Waits): Promise<void> {
    const value = this.#codec.encode(type, event);
    await this.call(methods.events.publish, { topic, event: { typeUrl: type, value } }, waits);
  }

  /** As `publish`, for what has been done already: it does not fail because nobody could be told. */
  async announce(topic: string, type: string, event: object): Promise<void> {
    await this.publish(topic, type, event).catch(() => {});
  }

  /**
   * What happens from now on, in every namespace unless a filter names one. There is no replay: subscribe first,
   * then list. It ends with ENGINE_UNAVAILABLE when containerd goes, and what happens until the next call is lost.
   */
  async *subscribe(filters: readonly string[] = [], waits?: Waits): AsyncIterable<EngineEvent> {
    for await (const { timestamp = "", namespace, topic, event } of this.stream(
      methods.events.subscribe,
      { filters },
      waits,
    )) {
      const type = event?.typeUrl ?? "";
      yield { timestamp, namespace, topic, type, event: this.#decode(type, event?.value ?? new Uint8Array(0)) };
    }
  }

  #decode(typeUrl: string, bytes: Uint8Array): Record<string, unknown> {
    const type = typeUrl.replace(imagesOwn, "containerd.events.");
    return this.#codec.has(type) ? (this.#codec.decode(type, bytes) as Record<string, unknown>) : {};
  }
}

/** containerd 1 has the events of images in their service's package, with the same fields; the fact is from its api/events/image.proto. */
const imagesOwn = /^containerd\.services\.images\.v1\.(?=Image(Create|Update|Delete)$)/;
