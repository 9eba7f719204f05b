import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import * as nerdsh from "../../../src/index.ts";
import { apiDocs } from "../../../src/shell/api-docs.ts";

const index = new URL("../../../src/index.ts", import.meta.url);

/** `export type { A, B } from "./file.ts"` and `export { C, type D } from …`: each name with the file that declares it. */
function named(): { name: string; file: URL }[] {
  const text = readFileSync(index, "utf8");
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "(.*)";$/gm)].flatMap(([, names = "", file = ""]) =>
    names
      .split(",")
      .map((name) => name.replace("type ", "").trim())
      .filter((name) => name !== "")
      .map((name) => ({ name, file: new URL(file, index) })),
  );
}

/** The text of the comment that stands right before a declaration, or before the first of its overloads. */
function docOf({ name, file }: { name: string; file: URL }): string {
  const text = readFileSync(file, "utf8");
  const kinds = "(?:abstract |async |declare )*(?:class|interface|type|function|const)";
  const at = new RegExp(`^export ${kinds} ${name}\\b`, "m").exec(text)?.index;
  assert.ok(at !== undefined, `${name} is not declared in ${file.pathname}`);
  const [, comment = ""] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:\/\/.*\n)*$/.exec(text.slice(0, at)) ?? [];
  return comment.replace(/^\s*\* ?/gm, "").trim();
}

/** Begins as a sentence does, and ends as one: what an editor shows first. */
function hasFirstSentence(doc: string): boolean {
  return /^(?!```)[A-Z`'"{\d][^\n]*(?:\n[^\n]+)*?[.:](?:\s|$)/.test(doc) || /^zx's .*\.$/s.test(doc);
}

describe('what `import … from "nerdsh"` gives', () => {
  it("is documented where it is declared", () => {
    const bare = named().filter((each) => !hasFirstSentence(docOf(each)));
    assert.deepEqual(
      bare.map(({ name }) => name),
      [],
    );
  });

  it("is documented at the prompt, too", () => {
    const documented = new Map(apiDocs.map(([name, , text]) => [name, text]));
    const declaredElsewhere = new Set(named().map(({ name }) => name));
    const verbs = Object.keys(nerdsh).filter((name) => !declaredElsewhere.has(name));
    assert.ok(verbs.length > 15, verbs.join());
    assert.deepEqual(
      verbs.filter((name) => !hasFirstSentence(documented.get(name) ?? "")),
      [],
    );
  });
});
