import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { type Key, KeyDecoder } from "./key-decoder.ts";

export type TerminalInput = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

/** How long the rest of an escape sequence may take before the Escape key itself was meant. */
const escapeDelayMs = 50;

/**
 * Calls `listener` with every key until the result is disposed of. In between, the terminal is as programs expect
 * it, so that a command run from the prompt has it to itself.
 */
export function listenToKeys(input: TerminalInput, listener: (key: Key) => void): Disposable {
  const decoder = new KeyDecoder();
  let timer: NodeJS.Timeout | undefined;
  // Not setEncoding, which cannot be taken back: what runs between two lines reads bytes.
  const text = new StringDecoder("utf8");
  const onData = (chunk: Buffer) => {
    clearTimeout(timer);
    for (const key of decoder.feed(text.write(chunk))) listener(key);
    if (decoder.isWaiting) timer = setTimeout(() => decoder.flush().forEach(listener), escapeDelayMs);
  };
  input.setRawMode?.(true);
  input.on("data", onData).resume();
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      input.off("data", onData).pause();
      input.setRawMode?.(false);
    },
  };
}
