import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseSecret } from "../../../../src/build/plan/secret-spec.ts";

describe("where a build's secret is", () => {
  const environment = { TOKEN: "x" };
  const cases = {
    "id=a,src=file": { id: "a", file: "file" },
    "id=a,source=file,type=file": { id: "a", file: "file" },
    "src=file": { id: "file", file: "file" },
    "id=a,env=TOKEN": { id: "a", env: "TOKEN" },
    "type=env,id=a,src=TOKEN": { id: "a", env: "TOKEN" },
    "type=env,id=TOKEN": { id: "TOKEN", env: "TOKEN" },
    "id=TOKEN": { id: "TOKEN", env: "TOKEN" },
    "id=token": { id: "token", file: "token" },
    'id=a,"src=with,comma"': { id: "a", file: "with,comma" },
  };
  for (const [text, spec] of Object.entries(cases)) {
    test(`is read from ${text}`, () => assert.deepEqual(parseSecret(text, environment), spec));
  }

  test("is refused where that is not clear", () => {
    for (const text of ["token", "type=vault,id=a", "env=", "id=a,sorce=file"]) {
      assert.throws(() => parseSecret(text, environment), { code: "INVALID_VALUE" });
    }
  });
});
