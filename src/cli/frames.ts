import type { FramesOutput } from "../commands/output.ts";
import { stdoutStream } from "../own-stdout.ts";
import { LiveBlock } from "../ui/live-block.ts";
import { type Asked, present } from "../ui/present.ts";

/** Draws each frame over the one before, as much as the terminal shows; without one, prints them in full. */
export async function printFrames<Result, Options extends Asked>(
  { frames, table }: FramesOutput<Result, Options>,
  result: Result,
  options: Options,
): Promise<void> {
  const stdout = stdoutStream();
  const write = (text: string) => void stdout.write(text);
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const block = stdout.isTTY ? new LiveBlock(write, { size, onResize: () => () => {} }) : undefined;
  for await (const frame of frames(result, options)) {
    if (block === undefined) {
      write(present(table, frame, options));
      continue;
    }
    const { columns, rows } = size();
    const lines = present(table, frame, options, { width: columns }).split("\n").slice(0, -1);
    block.draw(lines.slice(0, rows - 1));
  }
}
