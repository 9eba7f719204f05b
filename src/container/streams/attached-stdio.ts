import { Writable } from "node:stream";
import { NerdError } from "../../errors.ts";
import type { Stdio } from "../../stdio.ts";

const streamNames = ["stdin", "stdout", "stderr"] as const;

type StreamName = (typeof streamNames)[number];

/** Which of the caller's streams `--attach` connects: all where it names none. Throws INVALID_VALUE. */
export function attachedStreams(texts: readonly string[]): ReadonlySet<StreamName> {
  const words = texts.flatMap((text) => text.toLowerCase().split(","));
  if (words.length === 0) return new Set(streamNames);
  return new Set(
    words.map((word) => {
      const name = streamNames.find((name) => name === word);
      if (name !== undefined) return name;
      throw new NerdError("INVALID_VALUE", `invalid value ${JSON.stringify(word)} for --attach`, {
        hint: "valid streams are STDIN, STDOUT and STDERR",
      });
    }),
  );
}

/** The caller's streams, where what the others would get goes nowhere: it is read all the same, so that the container never waits. */
export function attachedStdio(stdio: Stdio, attached: ReadonlySet<StreamName>): Stdio {
  const { stdin, stdout, stderr, terminal } = stdio;
  return {
    stdin,
    stdout: attached.has("stdout") ? stdout : nowhere(),
    stderr: attached.has("stderr") ? stderr : nowhere(),
    ...(terminal && { terminal }),
    onSignal: (listener) => stdio.onSignal(listener),
  };
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
