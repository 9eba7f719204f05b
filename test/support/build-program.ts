/** Run by each runtime: a build of one large file by each of the addresses that it is given. */
import { parseBuilderAddress } from "../../src/buildkit/address.ts";
import { Builder } from "../../src/buildkit/builder.ts";
import { isNerdError } from "../../src/errors.ts";
import { testBuild } from "./test-build.ts";

const size = 12_000_000;

for (const [index, address] of process.argv.slice(2).entries()) {
  const builder = new Builder(parseBuilderAddress(address));
  const name = `big-${process.pid}-${index}`; // One that BuildKit has not got yet.
  const { output } = await testBuild(builder, {
    dockerfile: `FROM busybox\nCOPY ${name} /\nRUN wc -c < /${name}\n`,
    files: { [name]: "x".repeat(size) },
  });
  process.stdout.write(output);
  try {
    await testBuild(builder, { dockerfile: "FROM busybox\nRUN exit 3\n" });
  } catch (error) {
    process.stdout.write(isNerdError(error, "BUILD_FAILED") ? "failed as it should\n" : `${error}\n`);
  }
  builder.close();
}
