import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { artifactOf } from "../../../../src/compose/publish/artifact.ts";
import { checkImages, checkPublishable } from "../../../../src/compose/publish/publishable.ts";
import { readYaml } from "../../../../src/compose/yaml/read-yaml.ts";
import { digestOf } from "../../../../src/registry/digest.ts";
import { version } from "../../../../src/version.ts";

describe("the artifact of a project", () => {
  const files = [
    { name: "compose.yaml", text: "services: { web: { image: nginx } }\n" },
    { name: "more.yaml", text: "services: { web: { tty: true } }\n" },
  ];
  const manifestOf = (ociVersion: "1.0" | "1.1") => {
    const { manifest, blobs } = artifactOf(files, { ociVersion, createdMs: 1_700_000_000_999 });
    return { blobs, document: JSON.parse(Buffer.from(manifest.bytes).toString()) };
  };

  it("has a layer a file, in the order of merging, named as docker compose names them", () => {
    const { document, blobs } = manifestOf("1.1");
    assert.deepEqual(document, {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      artifactType: "application/vnd.docker.compose.project",
      config: { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf("{}"), size: 2 },
      layers: files.map(({ name, text }) => ({
        mediaType: "application/vnd.docker.compose.file+yaml",
        digest: digestOf(text),
        size: text.length,
        annotations: { "com.docker.compose.file": name, "com.docker.compose.version": version },
      })),
      annotations: { "org.opencontainers.image.created": "2023-11-14T22:13:20Z" },
    });
    assert.deepEqual(
      blobs.map(({ bytes }) => Buffer.from(bytes).toString()),
      [...files.map(({ text }) => text), "{}"],
    );
  });

  it("is told by its config's type where the registry knows no types of artifacts", () => {
    const { document } = manifestOf("1.0");
    assert.equal(document.artifactType, undefined);
    assert.equal(document.config.mediaType, "application/vnd.docker.compose.config.empty.v1+json");
  });
});

describe("a project that is published", () => {
  const check = async (text: string, withEnv = false) => {
    for (const { root } of await readYaml(text)) checkPublishable("compose.yaml", root, { withEnv });
  };

  it("stands alone: what needs other files is refused by name", async () => {
    const needs = {
      "include: [other.yaml]": "include",
      "services: { a: { image: a, env_file: a.env } }": "services.a.env_file",
      "services: { a: { extends: { file: b.yaml, service: a } } }": "services.a.extends.file",
      "services: { a: { image: a } }\nconfigs: { c: { file: c } }": "configs.c.file",
    };
    for (const [text, path] of Object.entries(needs)) {
      await assert.rejects(check(text), { code: "UNSUPPORTED", message: new RegExp(`not published: ${path}$`) });
    }
    await check("services: { a: { image: a, extends: b }, b: { image: b } }");
  });

  it("tells values of variables only where that is wanted, and has an image for each service", async () => {
    const text = "services: { a: { image: a, environment: { TOKEN: x } } }";
    await assert.rejects(check(text), { code: "INVALID_VALUE", message: /services\.a\.environment/ });
    await check(text, true);
    checkImages({ a: { image: "a" } });
    assert.throws(() => checkImages({ a: { image: "a" }, b: {} }), { code: "INVALID_VALUE", message: /: b$/ });
  });
});
