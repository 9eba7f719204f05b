/** Lines of a log, one by one with `for await`, or all of them: `await web.logs().text()`. */
export interface LogOutput<Line> extends AsyncGenerator<Line, void, undefined> {
  /** All of it, both streams, without the last line break; with `follow` once nothing more can come. */
  text(): Promise<string>;
  /** As `text()`, line by line. */
  lines(): Promise<string[]>;
}

/** `open` is called by whoever reads first. */
export function logOutput<Line extends { readonly text: string }>(
  open: () => Promise<AsyncIterable<Line>>,
): LogOutput<Line> {
  const output = linesOf(open);
  const lines = async (): Promise<string[]> => {
    const texts: string[] = [];
    for await (const { text } of output) texts.push(text);
    return texts;
  };
  return Object.assign(output, { lines, text: async () => (await lines()).join("\n") });
}

async function* linesOf<Line>(open: () => Promise<AsyncIterable<Line>>): AsyncGenerator<Line, void, undefined> {
  yield* await open();
}
