import type { NerdEvent } from "../events.ts";
import { LayerBars } from "./layer-bars.ts";

/** How far the layers of all images are that are being converted, and the lines that show it. */
export class ConvertProgress {
  readonly #bars = new LayerBars({ moving: "Converting", arrived: "Converted" });

  /** Tells whether the event changed anything that is shown. */
  take(event: NerdEvent): boolean {
    switch (event.type) {
      case "layer.converting":
        this.#bars.set(event, { doneBytes: event.doneBytes, totalBytes: event.totalBytes });
        return true;
      case "image.converted":
        return this.#bars.forget(event.image);
      default:
        return false;
    }
  }

  lines(screen: { readonly columns: number; readonly rows: number }): string[] {
    return this.#bars.lines(screen);
  }
}
