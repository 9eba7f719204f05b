import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bakeCases, bakeDirectory, buildxPrint } from "../test/scenario/build/bake-cases.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";

/** Writes what `docker buildx bake --print` makes of each bake file of the tests, for those that run where it is not. */
await using configuration = await temporaryDirectory();
for (const bakeCase of bakeCases()) {
  const printed = await buildxPrint(bakeCase, configuration.path);
  writeFileSync(join(bakeDirectory, `${bakeCase.name}.print`), `${JSON.stringify(printed, null, 2)}\n`);
}
