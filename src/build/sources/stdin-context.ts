import { type Upload, upload } from "../../buildkit/session/upload.ts";
import { NerdError } from "../../errors.ts";
import { decompressed, PeekedSource } from "../../image/layer/compression.ts";
import { readAll } from "../context/read-all.ts";

/** What `nerdsh build -` was given: the whole context as an archive, or a Dockerfile that has none. */
export type StdinContext =
  | { readonly kind: "archive"; readonly upload: Upload }
  | { readonly kind: "dockerfile"; readonly text: Uint8Array };

const headerBytes = 512;
const checksumAt = 148;
const checksumBytes = 8;

/** Looks at the first bytes only: an archive is sent on as it comes. Throws MISSING_ARGUMENT where there are none. */
export async function stdinContext(source: AsyncIterable<Uint8Array>): Promise<StdinContext> {
  const peeked = await PeekedSource.open(source, headerBytes);
  if (peeked.start.length === 0) {
    throw new NerdError("MISSING_ARGUMENT", "the context shall come from stdin, and nothing does", {
      hint: "write nerdsh build - < context.tar.gz, or nerdsh build - < Dockerfile",
      exitCode: 1,
    });
  }
  const { compression, start } = peeked;
  if (compression === "none" && !isTarHeader(start)) return { kind: "dockerfile", text: await readAll(peeked.bytes()) };
  // BuildKit undoes all the others itself.
  return { kind: "archive", upload: upload(compression === "zstd" ? decompressed(peeked.bytes()) : peeked.bytes()) };
}

/** All forms of tar have this in common: the header's sum, as octal digits, where its own field counts as spaces. */
function isTarHeader(start: Uint8Array): boolean {
  if (start.length < headerBytes) return false;
  const field = Buffer.from(start.subarray(checksumAt, checksumAt + checksumBytes)).toString("latin1");
  const [, octal] = /^[ 0]*([0-7]+)[\0 ]*$/.exec(field) ?? [];
  if (octal === undefined) return false;
  const header = Buffer.from(start.subarray(0, headerBytes));
  header.fill(" ", checksumAt, checksumAt + checksumBytes);
  return header.reduce((sum, byte) => sum + byte, 0) === Number.parseInt(octal, 8);
}
