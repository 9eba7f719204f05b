import type { Emit } from "../../events.ts";

/** More often than a terminal is redrawn helps nobody. */
const leastIntervalMs = 100;

/** Says how much of a layer is here, or there, or done: at once, then a few times a second, and at the end. */
export class LayerProgress {
  readonly #emit: Emit;
  readonly #layer: { readonly image: string; readonly digest: string; readonly totalBytes: number };
  readonly #type: "layer.progress" | "layer.sent" | "layer.converting";
  #saidAtMs = 0;
  #saidBytes = -1;

  constructor(
    emit: Emit,
    layer: { image: string; digest: string; totalBytes: number },
    type: "layer.progress" | "layer.sent" | "layer.converting" = "layer.progress",
  ) {
    this.#emit = emit;
    this.#type = type;
    this.#layer = layer;
  }

  reach(doneBytes: number): void {
    const nowMs = performance.now();
    const isEnd = doneBytes >= this.#layer.totalBytes;
    if (doneBytes === this.#saidBytes || (!isEnd && nowMs - this.#saidAtMs < leastIntervalMs)) return;
    this.#saidAtMs = nowMs;
    this.#saidBytes = doneBytes;
    this.#emit({ type: this.#type, ...this.#layer, doneBytes });
  }
}
