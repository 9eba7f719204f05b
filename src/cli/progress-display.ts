import type { Emit } from "../events.ts";
import { mayStderrBeTerminal, stderrStream, writeError } from "../own-stderr.ts";
import { isProgress } from "../ui/progress-event.ts";
import type { Renderer, RendererName } from "../ui/renderer.ts";

/** Progress on stderr. The renderer is loaded by the first event: most commands have none. */
export class ProgressDisplay implements AsyncDisposable {
  readonly #name: string | undefined;
  readonly #isQuiet: boolean;
  #renderer: Promise<Renderer> | undefined;

  /** `general` is the global flag's value, which a command's own overrides; one that was told to be quiet shows nothing. */
  constructor(general: string | undefined, options: object) {
    const own = "progress" in options && typeof options.progress === "string" ? options.progress : "auto";
    const progress = own === "auto" ? general : own;
    this.#isQuiet = progress === "quiet" || ("quiet" in options && options.quiet === true);
    this.#name = progress;
  }

  readonly emit: Emit = (event) => {
    if (this.#isQuiet || !isProgress(event)) return;
    this.#renderer ??= this.#open();
    void this.#renderer.then((renderer) => renderer.render(event));
  };

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#renderer)?.close();
  }

  async #open(): Promise<Renderer> {
    const isAutomatic = this.#name === undefined || this.#name === "auto";
    const stderr = mayStderrBeTerminal() ? stderrStream() : undefined;
    const name = isAutomatic ? (stderr?.isTTY ? "tty" : "plain") : (this.#name as RendererName); // One of the flag's choices.
    const [{ renderers }, { colorLevel, loadColors }] = await Promise.all([
      import("../ui/renderer.ts"),
      import("../ui/colors.ts"),
    ]);
    const colors = await loadColors(colorLevel(process.env, stderr?.isTTY === true));
    if (!stderr?.isTTY) return await renderers[name](writeError, undefined, colors);
    const size = () => ({ columns: stderr.columns ?? 80, rows: stderr.rows ?? 24 });
    const onResize = (listener: () => void) => {
      stderr.on("resize", listener);
      return () => void stderr.off("resize", listener);
    };
    return await renderers[name]((text) => void stderr.write(text), { size, onResize }, colors);
  }
}
