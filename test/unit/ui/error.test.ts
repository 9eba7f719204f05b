import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NerdError, unknownName } from "../../../src/errors.ts";
import { loadColors } from "../../../src/ui/colors.ts";
import { renderError } from "../../../src/ui/error.ts";

const noSuch = unknownName("UNKNOWN_CONTAINER", "wbe", ["web", "wbf", "database"]);
const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join("");

/** What leaving an `await using` block throws where both its body and its clean-up failed. */
async function failingTwice(why: unknown, left: unknown): Promise<unknown> {
  const act = async () => {
    await using _held = {
      async [Symbol.asyncDispose]() {
        throw left;
      },
    };
    throw why;
  };
  return await act().catch((error: unknown) => error);
}

describe("an error on the command line", () => {
  test("does nothing to the terminal that a hostile name wants", () => {
    const error = new NerdError("INVALID_VALUE", "not a name: \u001b[2Jx\nin two lines", {
      hint: "did you mean \u001b[2jx?",
    });
    const shown = "nerdsh: not a name: \ufffd[2Jx\nin two lines\n  did you mean \ufffd[2jx?\n";
    assert.equal(renderError(error), shown);
  });

  test("says what happened, and what to do next", () => {
    assert.equal(
      renderError(noSuch),
      lines("nerdsh: no such container: wbe", "  did you mean wbf?", "  also close: web"),
    );
  });

  test("lists close names also where the hint says something else", () => {
    const error = new NerdError("UNKNOWN_FLAG", "unknown flag: --nam", { hint: "see --help", suggestions: ["--name"] });
    assert.equal(renderError(error), lines("nerdsh: unknown flag: --nam", "  see --help", "  also close: --name"));
  });

  test("shows the end of what a failed program wrote", () => {
    const error = new NerdError("CNI_FAILED", "plugin failed: bridge", {
      stderr: "no bridge\nno luck\n",
      hint: "retry",
    });
    assert.equal(renderError(error), lines("nerdsh: plugin failed: bridge", "  no bridge", "  no luck", "  retry"));
  });

  test("has each line and each name once where it is coloured", async () => {
    const colors = await loadColors(1);
    const error = new NerdError("CNI_FAILED", "no", { stderr: "first\nsecond\n", suggestions: ["one", "two"] });
    const shown = renderError(error, { colors }).replaceAll(/\u001b\[\d+m/g, "");
    assert.equal(shown, lines("nerdsh: no", "  first", "  second", "  close: one, two"));
  });

  test("tells first why something was cleaned up, then what is left", async () => {
    const left = new NerdError("UNDO_FAILED", "cannot remove snapshot: web", { hint: "run nerdsh doctor --fix" });
    assert.equal(
      renderError(await failingTwice(noSuch, left)),
      lines(
        "nerdsh: no such container: wbe",
        "  did you mean wbf?",
        "  also close: web",
        "nerdsh: while cleaning up after that: cannot remove snapshot: web",
        "  run nerdsh doctor --fix",
      ),
    );
  });

  test("is one of several where a command went on with its other arguments", () => {
    const both = new AggregateError([noSuch, new NerdError("CONTAINER_RUNNING", "container is running: db")]);
    assert.equal(
      renderError(both),
      lines(
        "nerdsh: no such container: wbe",
        "  did you mean wbf?",
        "  also close: web",
        "nerdsh: container is running: db",
      ),
    );
  });

  test("of any other kind is a bug to report, with its stack", () => {
    const text = renderError(new TypeError("x is not a function"));
    assert.match(text, /^nerdsh: a bug in nerdsh: TypeError: x is not a function\n {2}at .*error\.test\.ts/);
    assert.match(text, /\n {2}please report it, .*\n$/);
    assert.match(renderError("oops"), /^nerdsh: a bug in nerdsh: thrown: 'oops'\n/);
  });

  test("has its stack and its causes with --debug only", () => {
    const error = new NerdError("ENGINE_FAILED", "cannot list: web", { cause: new Error("14 UNAVAILABLE") });
    assert.equal(renderError(error), "nerdsh: cannot list: web\n");
    const text = renderError(error, { debug: true });
    assert.match(text, /^nerdsh: cannot list: web\n {2}at [\s\S]*\n {2}caused by Error: 14 UNAVAILABLE\n {2}at /);
  });

  test("is red where there are colours", async () => {
    const colors = await loadColors(1);
    const error = new NerdError("NOT_FOUND", "nothing there");
    assert.equal(renderError(error, { colors }), "\x1b[31m\x1b[1mnerdsh:\x1b[22m\x1b[39m nothing there\n");
  });
});
