import type { NerdEvent } from "../events.ts";
import { LayerBars } from "./layer-bars.ts";

/** How far the layers of all images are that are being pulled, and the lines that show it. */
export class PullProgress {
  readonly #bars = new LayerBars({
    waiting: "Waiting",
    moving: "Downloading",
    arrived: "Download complete",
  });

  /** Tells whether the event changed anything that is shown. */
  take(event: NerdEvent): boolean {
    switch (event.type) {
      case "layer.progress":
        this.#bars.set(event, { doneBytes: event.doneBytes, totalBytes: event.totalBytes });
        return true;
      case "layer.unpacking":
        this.#bars.set(event, { step: "Extracting" });
        return true;
      case "layer.unpacked":
        this.#bars.set(event, { outcome: "Pull complete" });
        return true;
      case "image.pulled":
        return this.#bars.forget(event.image);
      default:
        return false;
    }
  }

  lines(screen: { readonly columns: number; readonly rows: number }): string[] {
    return this.#bars.lines(screen);
  }
}
