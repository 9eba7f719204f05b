import { createHash } from "node:crypto";
import { noTlsFiles } from "../../src/registry/hosts/registry-host.ts";
import { HttpTransport } from "../../src/registry/http/http-transport.ts";
import { PassingFailure } from "../../src/registry/http/retry.ts";

/** `download-program.ts URL`: asks what is there, reads it as a large download, what of `URL/cut` comes, and `URL/chunked` twice; prints what it saw. */
const [url = ""] = process.argv.slice(2);
const { signal } = new AbortController();
using transport = new HttpTransport();
const ask = { headers: {}, tls: noTlsFiles, signal };
const { status, headers, body } = await transport.send({ ...ask, method: "HEAD", url });
const rest = await body.next();
const head = [status, headers["content-length"], rest.done];

const download = async (from: string) => await transport.send({ ...ask, method: "GET", url: from, bulkBytes: 1 << 30 });
const hash = createHash("sha256");
for await (const chunk of (await download(url)).body) hash.update(chunk);
let bytes = 0;
let failure: unknown;
try {
  for await (const chunk of (await download(`${url}/cut`)).body) bytes += chunk.length;
} catch (error) {
  failure = error;
}
const cut = [bytes, failure instanceof PassingFailure];

const words: string[] = [];
for (const from of [`${url}/chunked`, `${url}/chunked`]) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await transport.send({ ...ask, method: "GET", url: from })).body) chunks.push(chunk);
  words.push(Buffer.concat(chunks).toString());
}
process.stdout.write(`${JSON.stringify({ head, digest: hash.digest("hex"), cut, words })}\n`);
