import type { Method } from "./channel.ts";

/** A method that remembers, for the type checker only, what it takes and gives. */
export type TypedMethod<Request, Response> = Method & { readonly types?: [Request, Response] };

/** What a caller writes of a message: every field may be left out, and has then its zero value. */
export type Draft<T> = T extends string | number | boolean | Uint8Array | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : { readonly [Key in keyof T]?: Draft<T[Key]> };
