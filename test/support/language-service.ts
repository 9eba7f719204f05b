import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findCompiler } from "../../src/project/compiler.ts";

/** What an editor shows where the pointer rests, one text for each of `places`: a text of `program`, at whose first letter the pointer is. */
export async function hoverTexts(program: string, places: readonly string[]): Promise<string[]> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const [file, ...before] = findCompiler([root]);
  const server = spawn(file, [...before, "--lsp", "--stdio"], { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
  const closed = new Promise((resolve) => server.once("close", resolve));
  server.stdin.on("error", () => {}); // What it does not answer fails below.
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const answers = messagesOf(server.stdout);
  let last = 0;
  const ask = async (method: string, params: unknown): Promise<unknown> => {
    const id = ++last;
    send({ id, method, params });
    for (;;) {
      const { value, done } = await answers.next();
      if (done) throw new Error(`the language service ended without an answer to ${method}`);
      if (value.method === undefined && value.id === id) return value.error ?? value.result;
      // Its own questions are about settings, and there are none.
      if (value.method !== undefined && value.id !== undefined) send({ id: value.id, result: null });
    }
  };
  try {
    const capabilities = { textDocument: { hover: { contentFormat: ["plaintext"] } } };
    await ask("initialize", { processId: process.pid, rootUri: pathToFileURL(root), capabilities });
    send({ method: "initialized", params: {} });
    // Beside no project, so that it reads no more than what the program imports.
    const uri = pathToFileURL(`${dirname(dirname(root))}/nerdsh-hover.ts`).href;
    const textDocument = { uri, languageId: "typescript", version: 1, text: program };
    send({ method: "textDocument/didOpen", params: { textDocument } });
    const texts: string[] = [];
    for (const place of places) {
      const lines = program.slice(0, program.indexOf(place)).split("\n");
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const hover = (await ask("textDocument/hover", { textDocument: { uri }, position })) as Hover | null;
      texts.push(hover?.contents?.value ?? JSON.stringify(hover));
    }
    return texts;
  } finally {
    await answers.return(undefined);
    server.kill();
    await closed;
  }
}

interface Hover {
  readonly contents?: { readonly value: string };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** The base protocol of language servers: a header with a length, and so many bytes of JSON. */
async function* messagesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Message, undefined> {
  let buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const start = buffer.indexOf("\r\n\r\n") + 4;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, start).toString())?.[1]);
      if (start < 4 || buffer.length < start + length) break;
      yield JSON.parse(buffer.subarray(start, start + length).toString()) as Message;
      buffer = buffer.subarray(start + length);
    }
  }
  return undefined;
}
