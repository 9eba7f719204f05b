import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commandWords } from "../../../src/shell/command-words.ts";

const cases: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["ps -a", ["ps", "-a"]],
  ["  ps   -a ", ["ps", "-a"]],
  [`run -e 'A=b c' -e "D=e f"`, ["run", "-e", "A=b c", "-e", "D=e f"]],
  [`exec web sh -c "echo \\"hi\\" 'x'"`, ["exec", "web", "sh", "-c", `echo "hi" 'x'`]],
  ["a\\ b ''", ["a b", ""]],
  ["--format='{{json .}}'", ["--format={{json .}}"]],
  ["echo $HOME *", ["echo", "$HOME", "*"]],
  ["'never closed", ["never closed"]],
];

describe("the words of a command line", () => {
  for (const [line, words] of cases) test(line, () => assert.deepEqual(commandWords(line), words));
});
