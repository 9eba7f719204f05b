import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { familiarName, normalName, parseReference, repositoryAndTag } from "../../../src/image/reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("an image reference", () => {
  const full: Record<string, string> = {
    nginx: "docker.io/library/nginx:latest",
    "nginx:1.27": "docker.io/library/nginx:1.27",
    "grafana/loki": "docker.io/grafana/loki:latest",
    "docker.io/nginx": "docker.io/library/nginx:latest",
    "index.docker.io/nginx": "docker.io/library/nginx:latest",
    "docker.io/a/b/c:x": "docker.io/a/b/c:x",
    "localhost/app": "localhost/app:latest",
    "localhost:5000/app:1": "localhost:5000/app:1",
    "127.0.0.1:5000/a/b": "127.0.0.1:5000/a/b:latest",
    "[::1]:5000/app": "[::1]:5000/app:latest",
    "GHCR.io/owner/app": "GHCR.io/owner/app:latest",
    "ghcr.io/own__er/a-b.c_d": "ghcr.io/own__er/a-b.c_d:latest",
    [`nginx@${digest}`]: `docker.io/library/nginx@${digest}`,
    [`nginx:1.27@${digest}`]: `docker.io/library/nginx:1.27@${digest}`,
  };
  for (const [text, name] of Object.entries(full)) {
    test(`${text} is ${name}`, () => assert.equal(normalName(text), name));
  }

  test("is none where it is on IPFS", () => {
    for (const text of ["ipfs://bafkreicq4dg6nkef5ju422ptedcwfz6kcvpvvhuqeykfrwq5krazf3muze", "ipns://example.com"])
      assert.throws(() => parseReference(text), { code: "UNSUPPORTED", message: /not from IPFS/ });
  });

  const refused: Record<string, RegExp> = {
    "": /words of a-z/,
    "Nginx:1": /lower case/,
    "nginx:": /tag/,
    "nginx:-x": /tag/,
    "a//b": /words of a-z/,
    "nginx@sha256:abc": /digest/,
    "nginx@": /digest/,
    "-x.io/a": /registry/,
    "a/../b": /words of a-z/,
    "nginx;id": /words of a-z/,
    ["f".repeat(64)]: /are an id/,
    [`a.io/${"b".repeat(256)}`]: /at most 255/,
  };
  for (const [text, message] of Object.entries(refused)) {
    test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseReference(text), { code: "INVALID_VALUE", message });
    });
  }

  test("offers the lower case spelling", () => {
    assert.throws(() => parseReference("Nginx:1"), { hint: "did you mean nginx:1?", suggestions: ["nginx:1"] });
  });

  test("falls apart into what a table shows", () => {
    assert.deepEqual(repositoryAndTag("docker.io/library/nginx:1.27"), { repository: "nginx", tag: "1.27" });
    assert.deepEqual(repositoryAndTag(`localhost:5000/app@${digest}`), {
      repository: "localhost:5000/app",
      tag: "<none>",
    });
    assert.deepEqual(repositoryAndTag(`overlayfs@${digest}`), { repository: "<none>", tag: "<none>" });
  });

  const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
  const domain = fc.constantFrom("docker.io", "localhost", "localhost:5000", "ghcr.io", "[::1]:5000", "10.0.0.1:80");
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
  const reference = fc
    .tuple(domain, fc.array(component, { minLength: 1, maxLength: 4 }), tag)
    .map(([host, path, tag]) => `${host}/${path.join("/")}:${tag}`);

  test("has one full name: naming it again, in full or in short, changes nothing", () => {
    fc.assert(
      fc.property(reference, (text) => {
        const name = normalName(text);
        assert.equal(normalName(name), name);
        assert.equal(normalName(familiarName(name)), name);
      }),
    );
  });

  test("comes apart into what it was put together from", () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(
        domain,
        fc.array(component, { minLength: 2, maxLength: 4 }),
        fc.option(tag),
        fc.option(hex),
        (host, path, tag, hex) => {
          const text = `${host}/${path.join("/")}${tag === null ? "" : `:${tag}`}${hex === null ? "" : `@sha256:${hex}`}`;
          const read = parseReference(text);
          assert.equal(read.domain, host);
          assert.equal(read.path, path.join("/"));
          assert.equal(read.tag, tag ?? (hex === null ? "latest" : undefined));
          assert.equal(read.digest, hex === null ? undefined : `sha256:${hex}`);
        },
      ),
    );
  });

  test("with a capital in its repository is refused, wherever that stands", () => {
    fc.assert(
      fc.property(domain, component, fc.stringMatching(/^[a-z0-9]{0,4}[A-Z][a-z0-9]{0,4}$/), (host, first, capital) => {
        const path = `${first}/${capital}`;
        assert.throws(() => parseReference(`${host}/${path}`), { code: "INVALID_VALUE", message: /lower case/ });
      }),
    );
  });

  test("never is anything but read or refused, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          const { domain, path } = parseReference(text);
          assert.doesNotMatch(`${domain}/${path}`, /\.\.|[\s;&|?#%]/);
        } catch (error) {
          assert.equal((error as { code?: string }).code, "INVALID_VALUE");
        }
      }),
    );
  });
});
