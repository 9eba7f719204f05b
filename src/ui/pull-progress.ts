import type { NerdEvent } from "../events.ts";
import { decimalSize } from "../units.ts";
import { shortDigest } from "./short-digest.ts";
import { fitText } from "./text-width.ts";

interface Layer {
  readonly image: string;
  readonly digest: string;
  doneBytes: number;
  totalBytes: number;
  unpacked: boolean;
}

const shortestBar = 10;
const longestBar = 50;
/** Room for the longest of counts, so that a bar keeps its length while its count gets longer. */
const countColumns = "999.9MB/999.9MB".length;

/** How far the layers of all images are that are being pulled, and the lines that show it. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();

  /** Tells whether the event changed anything that is shown. */
  take(event: NerdEvent): boolean {
    switch (event.type) {
      case "layer.progress":
        Object.assign(this.#layer(event), { doneBytes: event.doneBytes, totalBytes: event.totalBytes });
        return true;
      case "layer.unpacked":
        this.#layer(event).unpacked = true;
        return true;
      case "image.pulled":
        return this.#forget(event.image);
      default:
        return false;
    }
  }

  /** One line a layer, none as wide as the screen; where they are too many, what is finished goes first. */
  lines({ columns, rows }: { readonly columns: number; readonly rows: number }): string[] {
    const layers = [...this.#layers.values()];
    const room = Math.max(1, rows - 1);
    if (layers.length <= room) return layers.map((layer) => layerLine(layer, columns - 1));
    const moving = layers.filter(({ unpacked }) => !unpacked).slice(0, room - 1);
    const hidden = `${layers.length - moving.length} more layers, ${layers.filter(({ unpacked }) => unpacked).length} complete`;
    return [...moving.map((layer) => layerLine(layer, columns - 1)), fitText(hidden, columns - 1)];
  }

  #layer({ image, digest }: { readonly image: string; readonly digest: string }): Layer {
    const key = `${image} ${digest}`;
    const layer = this.#layers.get(key) ?? { image, digest, doneBytes: 0, totalBytes: 0, unpacked: false };
    this.#layers.set(key, layer);
    return layer;
  }

  #forget(image: string): boolean {
    const gone = [...this.#layers].filter(([, layer]) => layer.image === image);
    for (const [key] of gone) this.#layers.delete(key);
    return gone.length > 0;
  }
}

function layerLine(layer: Layer, width: number): string {
  const name = `${shortDigest(layer.digest)}: `;
  if (layer.unpacked) return fitText(`${name}Pull complete`, width);
  if (layer.totalBytes > 0 && layer.doneBytes >= layer.totalBytes) return fitText(`${name}Extracting`, width);
  const bytes = `${decimalSize(layer.doneBytes)}/${layer.totalBytes > 0 ? decimalSize(layer.totalBytes) : "?"}`;
  const head = `${name}Downloading `;
  const room = Math.min(longestBar, width - head.length - countColumns - "[] ".length);
  if (room >= shortestBar)
    return `${head}${bar(layer.totalBytes > 0 ? layer.doneBytes / layer.totalBytes : 0, room)} ${bytes}`;
  return fitText(`${name}${bytes}`, width);
}

/** `[====>     ]` */
function bar(part: number, room: number): string {
  const filled = Math.max(0, Math.min(room, Math.floor(part * room)));
  const done = filled === 0 ? "" : filled === room ? "=".repeat(room) : `${"=".repeat(filled - 1)}>`;
  return `[${done.padEnd(room)}]`;
}
