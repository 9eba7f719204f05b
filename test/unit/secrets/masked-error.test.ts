import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { isNerdError, NerdError } from "../../../src/errors.ts";
import { rememberSecret } from "../../../src/secrets/known-secrets.ts";
import { maskedError } from "../../../src/secrets/masked-error.ts";

const secret = "unit-secret-in-an-error";
rememberSecret(secret);

describe("a masked error", () => {
  test("is the same kind of error, with its code and without secrets, and leaves the thrown one alone", () => {
    const cause = new TypeError(`because of ${secret}`);
    const error = new NerdError("COMMAND_FAILED", `with ${secret}`, {
      stderr: `says ${secret}`,
      hint: secret,
      exitCode: 3,
      cause,
    });
    const shown = maskedError(error);
    assert.ok(isNerdError(shown, "COMMAND_FAILED"));
    assert.deepEqual([shown.message, shown.stderr, shown.hint, shown.exitCode], ["with ***", "says ***", "***", 3]);
    assert.ok(shown.cause instanceof TypeError);
    assert.doesNotMatch(inspect(shown, { showHidden: true }) + JSON.stringify(shown), new RegExp(secret));
    assert.match(error.message + cause.stack, new RegExp(`${secret}.*${secret}`, "s"));
  });

  test("may have itself as its cause, be several, a DOMException, or no error", () => {
    const round = new Error(secret);
    round.cause = round;
    const shown = maskedError(round) as Error;
    assert.equal(shown.cause, shown);
    const several = maskedError(new AggregateError([new Error(secret)], secret)) as AggregateError;
    assert.deepEqual([several.message, several.errors[0].message], ["***", "***"]);
    const aborted = maskedError(new DOMException(secret, "AbortError")) as Error;
    assert.deepEqual([aborted.message, aborted.name], ["***", "AbortError"]);
    assert.deepEqual([maskedError(`a ${secret}`), maskedError(undefined), maskedError(7)], ["a ***", undefined, 7]);
  });
});
