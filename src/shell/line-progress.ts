import type { Emit, NerdEvent } from "../events.ts";
import type { Colors } from "../ui/colors.ts";
import { isProgress } from "../ui/progress-event.ts";
import { type DrawingTerminal, type Renderer, renderers } from "../ui/renderer.ts";

/** Draws what a line's verbs report, `await pull("nginx")`, under the line, and is gone when the line has ended. */
export class LineProgress {
  readonly #write: (text: string) => void;
  readonly #terminal: DrawingTerminal;
  readonly #colors: Colors;
  #renderer: Promise<Renderer> | undefined;
  #isOpen = false;

  constructor(write: (text: string) => void, terminal: DrawingTerminal, colors: Colors) {
    this.#write = write;
    this.#terminal = terminal;
    this.#colors = colors;
  }

  /** What comes while no line runs, from what one left in the background, would be drawn into the next. */
  readonly emit: Emit = (event: NerdEvent) => {
    if (!this.#isOpen || !isProgress(event)) return;
    this.#renderer ??= renderers.tty(this.#write, this.#terminal, this.#colors);
    void this.#renderer.then((renderer) => {
      if (this.#isOpen) renderer.render(event);
    });
  };

  begin(): void {
    this.#isOpen = true;
  }

  async end(): Promise<void> {
    this.#isOpen = false;
    const renderer = await this.#renderer;
    this.#renderer = undefined;
    renderer?.close();
  }
}
