import { ownStream } from "./own-stream.ts";

const own = ownStream(1, () => process.stdout);

/** `process.stdout`, made when it is first asked for. */
export const stdoutStream = own.stream;

/** Calls back once there is the stream, if ever, or now; the result stops that. */
export const whenStdoutIsMade = own.whenMade;

/** Writes a text to stdout behind all that was written before, without the stream where it is not there. */
export const writeOut = own.write;
