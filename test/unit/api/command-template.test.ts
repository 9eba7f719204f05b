import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import fc from "fast-check";
import { commandOf, type TemplateValue } from "../../../src/api/command-template.ts";

/** The command that a template would start. */
function words(literals: TemplateStringsArray, ...values: TemplateValue[]): string[] {
  return commandOf(literals, values);
}

/** The words that a command hands to its program, found out by running it: each ends in a NUL. */
function received([file = "", ...args]: readonly string[]): string[] {
  const { stdout, status, stderr } = spawnSync(file, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.split("\0").slice(0, -1);
}

/** Text that can be an argument at all: no NUL, and nothing that UTF-8 cannot carry. */
const argument = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."'\"\\$` \t\n;&|<>(){}[]*?~#!=%-aé") }))
  .map((text) => Buffer.from(text.replaceAll("\0", "")).toString());

describe("a value in a command's template", () => {
  test("is one word, whatever is in it", () => {
    assert.deepEqual(words`cat ${"a b; rm -rf /"} ${"it's"}`, ["cat", "a b; rm -rf /", "it's"]);
    assert.deepEqual(words`echo ${""} ${0} ${false}`, ["echo", "", "0", "false"]);
  });

  test("joins the text around it", () => {
    assert.deepEqual(words`tar --file=${"my file"}.tar`, ["tar", "--file=my file.tar"]);
  });

  test("is as many words as an array has", () => {
    assert.deepEqual(words`ls ${["-l", "a b"]} end`, ["ls", "-l", "a b", "end"]);
    assert.deepEqual(words`ls ${[]} end`, ["ls", "end"]);
  });

  test("arrives at the program as it is, with a shell in between and without", () => {
    fc.assert(
      fc.property(argument, argument, (first, second) => {
        assert.deepEqual(received(words`printf '%s\\0' ${first} x${second}y`), [first, `x${second}y`]);
        assert.deepEqual(received(words`printf '%s\\0' ${[first, second]} | cat`), [first, second]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("bytes in a command's template", () => {
  const hex = (command: readonly string[]) => {
    const [file = "", ...args] = command;
    return spawnSync(file, args, { encoding: "buffer" }).stdout.toString("hex");
  };

  test("arrive as they are, UTF-8 or not", () => {
    const bytes = fc.uint8Array({ min: 1, maxLength: 40 });
    fc.assert(
      fc.property(bytes, (value) => {
        const expected = Buffer.from(value).toString("hex");
        assert.equal(hex(commandOf(["printf %s ", ""], [value])), expected);
        assert.equal(hex(commandOf(['printf %s "', '" | cat'], [value])), expected);
      }),
      { numRuns: 60, examples: [[Uint8Array.of(0xff, 10, 10)], [Uint8Array.of(0xef, 0xbb, 0xbf)]] },
    );
  });
});

describe("a command that is no program", () => {
  test("is the shell's", () => {
    for (const command of [words`exit ${3}`, words`cd ${"/tmp"}`, words`:`]) assert.equal(command[0], "/bin/sh");
    assert.deepEqual(words`exiting`, ["exiting"]);
  });
});

describe("a value inside of quotes", () => {
  test("is part of their word, and as harmless", () => {
    const value = `$(exit 1)'"\\\`exit 1\``;
    assert.deepEqual(words`echo "<${value}>" '<${value}>'`, ["echo", `<${value}>`, `<${value}>`]);
    assert.deepEqual(words`echo "${["a", "b"]}" '${["a", "b"]}'`, ["echo", "a b", "a b"]);
    assert.deepEqual(words`echo a\\${"b c"}`, ["echo", "a\\b c"]);
  });

  test("arrives as it is, with a shell in between and without", () => {
    fc.assert(
      fc.property(argument, (value) => {
        const expected = [`<${value}>`, `<${value}>`];
        assert.deepEqual(received(words`printf '%s\\0' "<${value}>" '<${value}>'`), expected);
        assert.deepEqual(received(words`printf '%s\\0' "<${value}>" '<${value}>' | cat`), expected);
      }),
      { numRuns: 60 },
    );
  });

  test("is never run, however the text around it is nested", () => {
    const command = "$(echo run) `echo run` ; echo run\n echo run #'\"";
    for (const text of [
      words`echo "$(printf %s ${command})" | cat`,
      words`echo "\`printf %s ${command}\`" | cat`,
      words`cat <<END\n${command}\nEND`,
      words`set -- x; f() { printf %s ${command}; }; f y # ${command}`,
    ]) {
      const [file = "", ...args] = text;
      const { stdout, status, stderr } = spawnSync(file, args, { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      assert.ok(stdout.includes("$(echo run) `echo run` ; echo run"), `${text.at(-1)} wrote ${stdout}`);
    }
  });
});

describe("the text of a command's template", () => {
  test("needs a shell in the image only where it has a shell's syntax outside of quotes", () => {
    const plain = [words`nginx -s reload`, words`echo 'a | b' "c > d" e\\;f`, words`ls ${"$HOME *"}`];
    assert.deepEqual(
      plain.map(([file]) => file),
      ["nginx", "echo", "ls"],
    );
    const inQuotes = "x";
    assert.deepEqual(words`echo "a | ${inQuotes} & c"`, ["echo", "a | x & c"]);
    const shell = [
      words`a | b`,
      words`a > b`,
      words`echo $HOME`,
      words`a && b`,
      words`ls *`,
      words`(a)`,
      words`echo "$A"`,
    ];
    for (const command of shell) assert.deepEqual(command.slice(0, 2), ["/bin/sh", "-c"]);
    assert.deepEqual(words`A=${"b c"} env`, ["/bin/sh", "-c", `nerd1_1='b c'\nA="\${nerd1_1}" env`]);
  });

  test("is split into words as a POSIX shell does", () => {
    // Nothing that the shell expands: blanks, quotes, backslashes and letters.
    const text = fc
      .array(
        fc.constantFrom(
          " ",
          "\t",
          "a",
          "b",
          "'c d'",
          '"e f"',
          "''",
          '""',
          "\\ ",
          "\\\\",
          "\\'",
          '\\"',
          '"\\""',
          '"\\a"',
        ),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (command) => {
        const literals = Object.assign([`printf %s\\\\0 ${command}`], { raw: [] });
        assert.deepEqual(received(commandOf(literals, [])), received(["/bin/sh", "-c", literals[0] ?? ""]));
      }),
      { numRuns: 80 },
    );
  });
});
