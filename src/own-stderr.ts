import { ownStream } from "./own-stream.ts";

const own = ownStream(2, () => process.stderr);

/** `process.stderr`, made when it is first asked for. */
export const stderrStream = own.stream;

/** Whether it has to be asked if it is a terminal: what is no device is none. */
export const mayStderrBeTerminal = own.mayBeTerminal;

/** Writes a text to stderr behind all that was written before, without the stream where it is not there. */
export const writeError = own.write;
