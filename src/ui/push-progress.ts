import type { NerdEvent } from "../events.ts";
import { LayerBars } from "./layer-bars.ts";

type LayerPushed = Extract<NerdEvent, { type: "layer.pushed" }>;

/** How far the layers of all images are that are being pushed, and the lines that show it. */
export class PushProgress {
  readonly #bars = new LayerBars({ moving: "Pushing", arrived: "Finishing" });

  /** Tells whether the event changed anything that is shown. */
  take(event: NerdEvent): boolean {
    switch (event.type) {
      case "layer.sent":
        this.#bars.set(event, { doneBytes: event.doneBytes, totalBytes: event.totalBytes });
        return true;
      case "layer.pushed":
        this.#bars.set(event, { outcome: outcomeWords(event) });
        return true;
      case "image.pushed":
        return this.#bars.forget(event.image);
      default:
        return false;
    }
  }

  lines(screen: { readonly columns: number; readonly rows: number }): string[] {
    return this.#bars.lines(screen);
  }
}

/** Docker's words. */
function outcomeWords({ how, from }: LayerPushed): string {
  if (how === "uploaded") return "Pushed";
  return how === "mounted" ? `Mounted from ${from}` : "Layer already exists";
}

/** The same within a sentence. */
export function pushOutcome(event: LayerPushed): string {
  const words = outcomeWords(event);
  return event.how === "present" ? "already exists" : words.replace(/^./, (first) => first.toLowerCase());
}
