import { NerdError } from "../errors.ts";
import { isSecret } from "../secrets/secret.ts";

/** The text of a Dockerfile, for `build`. */
export class Dockerfile {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** Texts and numbers as they are; words as `["sh", "-c", "…"]`; the lines of another Dockerfile. */
export type DockerfileValue = string | number | readonly string[] | Dockerfile;

/**
 * A Dockerfile in a program. Its common indentation goes; a value is a text of one line, since more would be instructions of their own:
 * throws INVALID_VALUE for others, and for secrets, which would stay in the image.
 *
 * ```ts
 * const app = await build(dockerfile`
 *   FROM alpine:${version}
 *   CMD ${["echo", "hello"]}
 * `, { tag: "app" });
 * ```
 */
export function dockerfile(literals: TemplateStringsArray, ...values: readonly DockerfileValue[]): Dockerfile {
  const indentation = commonIndentation(literals.raw);
  // As it is written: a backslash at a line's end is the Dockerfile's own.
  const plain = literals.raw.map((text) =>
    text.replaceAll(`\n${indentation}`, "\n").replaceAll("\\`", "`").replaceAll("\\${", "${"),
  );
  const text = plain.map((part, index) => (index < values.length ? part + valueText(values[index]!) : part)).join("");
  return new Dockerfile(`${text.replace(/^[ \t]*\n/, "").trimEnd()}\n`);
}

function commonIndentation(parts: readonly string[]): string {
  const lines = parts.join("x").split("\n").slice(1);
  const indentations = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)![0]);
  const [first = "", ...others] = indentations;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function valueText(value: DockerfileValue): string {
  if (isSecret(value)) {
    throw new NerdError("INVALID_VALUE", "a secret in a Dockerfile would stay in the image", {
      hint: "mount it: RUN --mount=type=secret,id=NAME, and build with { secrets: { NAME: … } }",
    });
  }
  if (value instanceof Dockerfile) return value.text.trimEnd();
  if (Array.isArray(value)) return JSON.stringify(value);
  const text = String(value);
  if (!/[\r\n]/.test(text)) return text;
  throw new NerdError("INVALID_VALUE", `a value of a Dockerfile has more than one line: ${JSON.stringify(text)}`, {
    hint: "write its lines in the literal, or as another dockerfile literal; files are best copied",
  });
}
