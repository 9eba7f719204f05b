import { downloadBlob } from "../../src/registry/blob-download.ts";
import { openRegistry } from "../../src/registry/open-registry.ts";
import { registrySettings } from "./registry-client.ts";

/** `registry-program.ts DOMAIN HOSTS-DIR CONFIG HTTPS-PROXY`: fetches an image's manifest and config, uploads the latter; prints what it saw. */
const [domain = "", hostsDir = "", config = "", proxy = ""] = process.argv.slice(2);
const { signal } = new AbortController();
const settings = registrySettings({ hostsDir, config, env: { ...(proxy && { HTTPS_PROXY: proxy }) } });
using registry = await openRegistry(domain, settings, { retries: { attempts: 6, baseMs: 5, capMs: 50 } });
const repository = "library/alpine";
const manifest = await registry.manifest({ repository, version: "latest", what: "alpine" }, signal);
// The image that the tests keep there is an index of manifests.
const index = JSON.parse(new TextDecoder().decode(manifest.bytes));
const { bytes } = await registry.manifest({ repository, version: index.manifests[0].digest, what: "alpine" }, signal);
const { config: descriptor } = JSON.parse(new TextDecoder().decode(bytes));
const chunks: Uint8Array[] = [];
for await (const chunk of downloadBlob(registry, { repository, descriptor, signal })) chunks.push(chunk);
const blob = Buffer.concat(chunks);

const upload = { repository, needs: "push", what: "alpine", signal } as const;
const begun = await registry.send({ ...upload, method: "POST", path: "blobs/uploads/" });
await begun.body.return(undefined);
const location = new URL(begun.headers.location ?? "", begun.url);
location.searchParams.set("digest", descriptor.digest);
const body = {
  size: blob.length,
  async *open() {
    yield blob.subarray(0, 10);
    yield blob.subarray(10);
  },
};
const sent = await registry.send({ ...upload, method: "PUT", path: location.href, body });
await sent.body.return(undefined);
process.stdout.write(
  `${JSON.stringify({ config: blob.length === descriptor.size, begun: begun.status, sent: sent.status })}\n`,
);
