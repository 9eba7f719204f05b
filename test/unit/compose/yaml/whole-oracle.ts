import assert from "node:assert/strict";
import { parseSimpleYaml } from "../../../../src/compose/yaml/simple-yaml.ts";
import { parseWholeYaml } from "../../../../src/compose/yaml/whole-yaml.ts";

/** Where the short parser answers, it says what the whole one does; whether it does. */
export function agree(text: string): boolean {
  const simple = parseSimpleYaml(text);
  if (simple === undefined) return false;
  assert.deepEqual(simple.root, wholeRoot(text), text);
  return true;
}

function wholeRoot(text: string): unknown {
  try {
    return parseWholeYaml(text)[0]?.root ?? null;
  } catch (error) {
    throw new Error(`the whole parser refuses ${JSON.stringify(text)}`, { cause: error });
  }
}
