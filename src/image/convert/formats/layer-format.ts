/** What is known of a layer once it is written. */
export interface LayerFacts {
  /** Digest of the tar in it. */
  readonly diffId: string;
  /** Of its descriptor. */
  readonly annotations: Readonly<Record<string, string>>;
  /** A layer of its own that only has the table of contents: eStargz with an external one. */
  readonly externalToc?: Uint8Array;
}

/** A way to store a layer. */
export interface LayerFormat {
  /** The same text and the same layer give the same bytes, on the same runtime. */
  readonly name: string;
  /** What the media type says of it. */
  readonly compression: LayerCompression;
  /** Whether it can be said only in OCI's media types, or by annotations, which Docker's do not have. */
  readonly needsOci: boolean;
  /** Whether the tar in it is the layer's, byte for byte. */
  readonly keepsTar: boolean;
  /** Files that a reader is to have first, in this order: the tar is put into it before it is written. */
  readonly prioritized?: readonly string[] | undefined;
  /** The layer's bytes, from those of its tar. Nothing but buffers is held in memory. */
  write(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, LayerFacts>;
}

export type LayerCompression = "none" | "gzip" | "zstd";
