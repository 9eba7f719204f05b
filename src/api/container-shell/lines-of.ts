import { StringDecoder } from "node:string_decoder";

/** Text as lines, whichever way it is cut into chunks; a last line needs no line break. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder();
  let open = "";
  for await (const chunk of chunks) {
    const lines = (open + decoder.write(Buffer.from(chunk))).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  open += decoder.end();
  if (open !== "") yield open;
}
