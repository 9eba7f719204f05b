import { decimalSize } from "../units.ts";
import { shortDigest } from "./short-digest.ts";
import { fitText } from "./text-width.ts";

/** A layer on its way, and what is said of it in the end. */
export interface MovingLayer {
  readonly image: string;
  readonly digest: string;
  doneBytes: number;
  totalBytes: number;
  /** `Extracting`: what is done with it once its bytes are there. */
  step?: string;
  /** `Pull complete`; absent while it is on its way. */
  outcome?: string;
}

const shortestBar = 10;
const longestBar = 50;
/** Room for the longest of counts, so that a bar keeps its length while its count gets longer. */
const countColumns = "999.9MB/999.9MB".length;

/** What is said of a layer. */
export interface BarWords {
  /** Of which nothing has come yet; as of others where absent. */
  readonly waiting?: string;
  /** Before a bar. */
  readonly moving: string;
  /** Whose bytes are there, but that is not done. */
  readonly arrived: string;
}

/** The layers of all images that move one way, and the lines that show how far they are. */
export class LayerBars {
  readonly #layers = new Map<string, MovingLayer>();
  readonly #words: BarWords;

  constructor(words: BarWords) {
    this.#words = words;
  }

  set({ image, digest }: Pick<MovingLayer, "image" | "digest">, state: Partial<MovingLayer>): void {
    const key = `${image} ${digest}`;
    const layer = this.#layers.get(key) ?? { image, digest, doneBytes: 0, totalBytes: 0 };
    this.#layers.set(key, Object.assign(layer, state));
  }

  /** Tells whether there was anything of the image. */
  forget(image: string): boolean {
    const gone = [...this.#layers].filter(([, layer]) => layer.image === image);
    for (const [key] of gone) this.#layers.delete(key);
    return gone.length > 0;
  }

  /** One line a layer, none as wide as the screen; where they are too many, what is finished goes first. */
  lines({ columns, rows }: { readonly columns: number; readonly rows: number }): string[] {
    const layers = [...this.#layers.values()];
    const room = Math.max(1, rows - 1);
    if (layers.length <= room) return layers.map((layer) => this.#line(layer, columns - 1));
    const moving = layers.filter(({ outcome }) => outcome === undefined).slice(0, room - 1);
    const finished = layers.filter(({ outcome }) => outcome !== undefined).length;
    const hidden = `${layers.length - moving.length} more layers, ${finished} complete`;
    return [...moving.map((layer) => this.#line(layer, columns - 1)), fitText(hidden, columns - 1)];
  }

  #line(layer: MovingLayer, width: number): string {
    const { digest, doneBytes, totalBytes } = layer;
    const name = `${shortDigest(digest)}: `;
    const word = this.#wordOf(layer);
    if (word !== undefined) return fitText(`${name}${word}`, width);
    const bytes = `${decimalSize(doneBytes)}/${totalBytes > 0 ? decimalSize(totalBytes) : "?"}`;
    const head = `${name}${this.#words.moving} `;
    const room = Math.min(longestBar, width - head.length - countColumns - "[] ".length);
    if (room >= shortestBar) return `${head}${bar(totalBytes > 0 ? doneBytes / totalBytes : 0, room)} ${bytes}`;
    return fitText(`${name}${bytes}`, width);
  }

  /** All that is said where there is no bar. */
  #wordOf({ doneBytes, totalBytes, step, outcome }: MovingLayer): string | undefined {
    const { waiting, arrived } = this.#words;
    const state = totalBytes > 0 && doneBytes >= totalBytes ? arrived : doneBytes === 0 ? waiting : undefined;
    return outcome ?? step ?? state;
  }
}

/** `[====>     ]` */
function bar(part: number, room: number): string {
  const filled = Math.max(0, Math.min(room, Math.floor(part * room)));
  const done = filled === 0 ? "" : filled === room ? "=".repeat(room) : `${"=".repeat(filled - 1)}>`;
  return `[${done.padEnd(room)}]`;
}
