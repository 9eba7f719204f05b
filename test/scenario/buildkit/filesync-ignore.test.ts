import { deepEqual } from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { type Builder, startBuilder } from "../../support/builder.ts";
import { buildxBuild } from "../../support/buildx.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

interface IgnoreCase {
  readonly rules: readonly string[];
  readonly files: readonly string[];
  readonly kept: readonly string[];
}

const cases: readonly IgnoreCase[] = readFileSync(
  new URL("../../fixtures/buildkit/ignore-rules.jsonl", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

/** A build copies from so many contexts at most, each a layer. */
const casesPerBuild = 50;

describe("the table of ignore rules", { timeout: 300_000 }, () => {
  it("says what buildx keeps", async () => {
    await using builder = await startBuilder({ network: "none" });
    await using directory = await temporaryDirectory();
    const kept: (readonly string[])[] = [];
    for (let at = 0; at < cases.length; at += casesPerBuild) {
      kept.push(
        ...(await keptByBuildx(builder, join(directory.path, String(at)), cases.slice(at, at + casesPerBuild))),
      );
    }
    deepEqual(
      cases.map((one, index) => ({ ...one, kept: kept[index] })),
      cases,
    );
  });
});

/** Each case is a context of its own name, which honours its own `.dockerignore`. */
async function keptByBuildx(
  builder: Builder,
  directory: string,
  some: readonly IgnoreCase[],
): Promise<readonly (readonly string[])[]> {
  const names = some.map((_, index) => `c${index}`);
  for (const [index, one] of some.entries()) {
    const context = join(directory, "contexts", names[index]!);
    for (const file of one.files) write(join(context, file), file);
    write(join(context, ".dockerignore"), `${one.rules.join("\n")}\n`);
  }
  const main = join(directory, "main");
  write(
    join(main, "Dockerfile"),
    ["FROM scratch", ...names.map((name) => `COPY --from=${name} . /${name}/`)].join("\n"),
  );
  const target = join(directory, "target");
  const contexts = names.map((name) => `--build-context=${name}=${join(directory, "contexts", name)}`);
  await buildxBuild(builder, directory, [...contexts, `--output=type=local,dest=${target}`, main]);
  return names.map((name) => filesIn(join(target, name)).filter((path) => path !== ".dockerignore"));
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** In the order of their bytes. */
function filesIn(top: string): string[] {
  const paths = readdirSync(top, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(top, path)).isFile(),
  );
  return paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
