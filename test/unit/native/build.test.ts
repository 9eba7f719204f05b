import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

test("the checked-in loggers are what native/ builds to", () => {
  const root = join(import.meta.dirname, "../../..");
  execFileSync(process.execPath, ["--import", "tsx", "scripts/build-native.ts", "--check"], { cwd: root });
});
