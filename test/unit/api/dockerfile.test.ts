import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dockerfile, type DockerfileValue, dockerfile } from "../../../src/api/dockerfile.ts";
import { Secret } from "../../../src/secrets/secret.ts";

describe("a Dockerfile in a program", () => {
  test("loses its common indentation, and keeps that of its lines and heredocs", () => {
    const { text } = dockerfile`
      FROM alpine
      RUN <<EOF
        echo one
      EOF
    `;
    assert.equal(text, "FROM alpine\nRUN <<EOF\n  echo one\nEOF\n");
  });

  test("is as it is written: backslashes, dollars and backticks are the Dockerfile's", () => {
    const { text } = dockerfile`FROM alpine
RUN echo "\$HOME" \
  && printf '\n' \`date\` \${PATH}`;
    assert.equal(text, "FROM alpine\nRUN echo \"\\$HOME\" \\\n  && printf '\\n' `date` ${PATH}\n");
  });

  test("takes texts and numbers as they are, words as JSON, and other Dockerfiles as lines", () => {
    const tools = dockerfile`RUN one
RUN two`;
    const words = ["sh", "-c", 'echo "$0"'];
    const { text } = dockerfile`
      FROM node:${24}
      ${tools}
      ENV NAME=${"value"}
      CMD ${words}
    `;
    assert.equal(text, 'FROM node:24\nRUN one\nRUN two\nENV NAME=value\nCMD ["sh","-c","echo \\"$0\\""]\n');
  });

  test("has no value that would be instructions of its own, and no secret", () => {
    assert.throws(() => dockerfile`ENV A=${"x\nRUN rm -rf /"}`, { code: "INVALID_VALUE" });
    const secret = new Secret({ name: "a test", read: () => "s3cret" }) as unknown as DockerfileValue; // What the types refuse.
    assert.throws(() => dockerfile`ENV A=${secret}`, { code: "INVALID_VALUE", message: /would stay in the image$/ });
  });

  test("shows its text", () => assert.equal(String(new Dockerfile("FROM scratch\n")), "FROM scratch\n"));
});
