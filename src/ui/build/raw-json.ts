import type { Renderer, Write } from "../renderer.ts";

/** BuildKit's own messages, one a line, for what reads those of buildx. */
export function rawJsonRenderer(write: Write): Renderer {
  return {
    render(event) {
      if (event.type === "build.status") write(`${JSON.stringify(event.status)}\n`);
    },
    close() {},
  };
}
