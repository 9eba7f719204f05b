import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { programOutput } from "../../support/program.ts";

test("the descriptors that are checked in are those of proto/", async () => {
  const script = fileURLToPath(new URL("../../../scripts/build-proto.ts", import.meta.url));
  await programOutput(process.execPath, ["--import", import.meta.resolve("tsx"), script, "--check"]);
});
