import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { readyCommandLine } from "../../support/command-line.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { bakeCases, buildxPrint, goldenPrint } from "./bake-cases.ts";

async function nerdsh(
  args: readonly string[],
  options: { cwd?: string; input?: string | Buffer } = {},
): Promise<string> {
  await using world = await testWorld();
  const { exitCode, stdout, stderr } = await world.nerdsh(args, { timeoutMs: 120_000, ...options });
  assert.equal(exitCode, 0, `${args.join(" ")}\n${stderr}`);
  return stdout;
}

/** Others print newer fields. */
async function isBuildxOfGoldens(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)("docker", ["buildx", "version"]);
    return / v?0\.13\./.test(stdout);
  } catch {
    return false; // There is none here.
  }
}

/** Files that BuildKit fetches; with `git update-server-info` a repository, too. */
async function fileServer(directory: string) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = createReadStream(join(directory, path));
    file.on("error", () => response.writeHead(404).end());
    file.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("what a build is made from, and what is left of it", { timeout: 300_000 }, async () => {
  await readyCommandLine();

  it("is fetched from a Git repository, at a reference and below a directory, and by HTTP", async () => {
    await using directory = await temporaryDirectory();
    const work = join(directory.path, "work");
    await mkdir(join(work, "sub"), { recursive: true });
    await writeFile(join(work, "sub/Dockerfile"), "FROM scratch\nCOPY said /said\n");
    await writeFile(join(work, "sub/said"), "by git");
    const git = (...words: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
        cwd: work,
        stdio: "ignore",
      });
    git("init", "--initial-branch=main");
    git("add", ".");
    git("commit", "--message=one");
    git("tag", "v1");
    git("clone", "--bare", ".", "../repo.git");
    execFileSync("git", ["update-server-info"], { cwd: join(directory.path, "repo.git") });
    await writeFile(join(directory.path, "Dockerfile"), 'FROM busybox\nRUN printf "by http" > /said\n');
    await using server = await fileServer(directory.path);

    const out = join(directory.path, "out");
    await nerdsh(["build", "-q", "-o", out, `${server.url}/repo.git#v1:sub`]);
    assert.equal(await readFile(join(out, "said"), "utf8"), "by git");
    const other = join(directory.path, "other");
    await nerdsh(["build", "-q", "-o", other, `${server.url}/Dockerfile`]);
    assert.equal(await readFile(join(other, "said"), "utf8"), "by http");
  });

  it("is baked with all that belongs together, one target from the other, and pruned", async () => {
    await using directory = await temporaryDirectory();
    const bake = `
variable "TAG" { default = "dev" }
group "default" { targets = ["app"] }
target "base" {
  dockerfile-inline = <<-EOT
    FROM busybox
    RUN echo base > /base
  EOT
}
target "app" {
  name = "app-\${word}"
  matrix = { word = ["one", "two"] }
  contexts = { base = "target:base" }
  args = { WORD = upper(word) }
  dockerfile-inline = "FROM base\\nARG WORD\\nRUN echo $WORD $(cat /base) > /said\\n"
  tags = ["baked-\${word}:\${TAG}"]
}
`;
    await writeFile(join(directory.path, "docker-bake.hcl"), bake);
    await nerdsh(["bake", "--progress", "plain", "--metadata-file", "out.json", "--set", "app-one.tags=baked:set"], {
      cwd: directory.path,
    });
    assert.equal(await nerdsh(["run", "--rm", "baked:set", "cat", "/said"]), "ONE base\n");
    assert.equal(await nerdsh(["run", "--rm", "baked-two:dev", "cat", "/said"]), "TWO base\n");
    const metadata: unknown = JSON.parse(await readFile(join(directory.path, "out.json"), "utf8"));
    assert.deepEqual(Object.keys(metadata as object), ["app-one", "app-two"]);
    const { target } = JSON.parse(await nerdsh(["bake", "--print", "app-two"], { cwd: directory.path }));
    const { context, dockerfile, tags } = target["app-two"];
    assert.deepEqual([context, dockerfile, tags], [".", "Dockerfile", ["baked-two:dev"]]);

    assert.match(await nerdsh(["system", "df", "--format", "{{.Type}} {{.TotalCount}}"]), /^Build Cache [1-9]/m);
    assert.match(await nerdsh(["builder", "ls"]), /^nerdsh\/default\* +\w+ +running /m);
    await nerdsh(["builder", "prune", "--all", "--force"]);
    assert.match(await nerdsh(["builder", "du"]), /^Total: +0B$/m);
  });

  it("is printed of bake files by buildx as the unit tests expect it", {
    skip: !(await isBuildxOfGoldens()),
  }, async () => {
    await using configuration = await temporaryDirectory();
    const cases = bakeCases();
    const compare = async () => {
      for (let next = cases.pop(); next !== undefined; next = cases.pop())
        assert.deepEqual(await buildxPrint(next, configuration.path), goldenPrint(next.name), next.name);
    };
    await Promise.all([compare(), compare(), compare()]);
  });

  it("has a shell where it fails, in the state before", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    await writeFile(
      join(directory.path, "Dockerfile"),
      "FROM busybox\nARG WHO=me\nRUN echo before > /before\nRUN cat /absent\n",
    );
    const { exitCode, stdout, stderr } = await world.nerdsh(["builder", "debug", directory.path], {
      input: "cat /before; echo $WHO\n",
    });
    assert.deepEqual([exitCode, stdout], [1, "before\nme\n"], stderr);
    assert.match(stderr, / 4 \| >>> RUN cat \/absent/);
    assert.doesNotMatch(await nerdsh(["images"]), /nerdsh-debug/);
  });

  it("answers what there is in a Dockerfile, and refuses what its frontend is too old for", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const steps = "ARG NAME=x\nRUN --mount=type=secret,id=token exit 1\n";
    await writeFile(join(directory.path, "Dockerfile"), `FROM busybox AS base\n${steps}FROM base AS app\n`);
    const ask = (...words: string[]) => world.nerdsh(["build", ...words, directory.path], { timeoutMs: 120_000 });
    const targets = await ask("--call", "targets,format=json");
    const { targets: found } = JSON.parse(targets.stdout) as { targets: { name: string; default?: boolean }[] };
    assert.deepEqual(
      found.map(({ name, default: isDefault = false }) => [name, isDefault]),
      [
        ["base", false],
        ["app", true],
      ],
    );
    const { stdout: outline } = await ask("--call", "outline", "--target", "base", "--build-arg", "NAME=y");
    for (const line of [/^TARGET: +base$/m, /^NAME +y *$/m, /^token *$/m]) assert.match(outline, line);
    const unknown = await ask("--call", "outline", "--target", "bass");
    assert.match(unknown.stderr, /^nerdsh: target stage "bass" could not be found\n +close: base/m);
    const check = await ask("--check");
    assert.equal(check.exitCode, 125);
    assert.match(
      check.stderr,
      /^nerdsh: the builder's Dockerfile frontend does not know --call check\n +it is older than 1\.8/m,
    );
    const { stderr, exitCode } = await ask("--call", "lint");
    assert.deepEqual([exitCode, /^nerdsh: not a question to a Dockerfile's frontend: lint$/m.test(stderr)], [1, true]);
  });
});
