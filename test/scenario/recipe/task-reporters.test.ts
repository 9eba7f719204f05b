import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { byPackageAlone, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const recipe = `
import { step, task } from "nerdsh";

task("good", async () => {
  const value = await step("outer", async () => {
    process.stdout.write("without an end");
    await Promise.all(["left", "right"].map((name) => step(name, async () => {
      await $\`echo of \${name}\`;
      console.log("said", name);
    })));
    return 7;
  });
  console.log("value", value);
});
task("bad", async () => {
  await step("breaks", () => {
    throw new Error("it broke");
  });
});
task("quit", () => process.exit(4));
task("in-the-way", async () => {
  await $\`mkdir -p junit.xml/x\`;
});
task("long", async ({ signal }) => {
  console.log("started");
  await new Promise((_, reject) => {
    const timer = setTimeout(() => {}, 600_000);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); });
  });
});
`;

const noCi = { CI: undefined, FORCE_COLOR: undefined };

async function recipeFile() {
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
  return { cwd: directory.path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("reporters of a recipe", () => {
  test("are several at once, in directories that are made; steps have their lines", {
    skip: byPackageAlone("Bun's console.log and columns are its own"),
  }, async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const words = ["./ci.nerd.ts", "good", "bad", "--reporter", "plain,html=out/a/report.html", "--reporter", "junit"];
    const options = { cwd: files.cwd, env: noCi };
    const { exitCode, stdout, stderr } = await world.nerdsh([...words, "--output", "out/b.xml", "--group"], options);
    assert.equal(exitCode, 1, stderr);
    const good = stdout.split("\n").filter((line) => line.startsWith("good"));
    assert.deepEqual(
      good.map((line) => line.replace(/after .*/, "after …")),
      [
        "good: > outer",
        "good: > outer > left",
        "good | of left",
        "good | said left",
        "good: > outer > left: done after …",
        "good: > outer > right",
        "good | of right",
        "good | said right",
        "good: > outer > right: done after …",
        "good | without an end",
        "good: > outer: done after …",
        "good | value 7",
        "good: done after …",
      ],
    );
    assert.match(
      stderr,
      /^html: out\/a\/report\.html\njunit: out\/b\.xml\nfailed: bad\nError: it broke\n {2}at .*ci\.nerd\.ts:17:11\)?\n/,
    );
    assert.match(await readFile(join(files.cwd, "out/a/report.html"), "utf8"), /aria-label="Failure of bad"/);
    assert.match(
      await readFile(join(files.cwd, "out/b.xml"), "utf8"),
      /<testcase name="bad" classname="ci\.nerd\.ts" time="[\d.]+" file="ci\.nerd\.ts" line="17">/,
    );
    assert.deepEqual((await readdir(join(files.cwd, "out"))).sort(), ["a", "b.xml"]);
  });

  test("write their files also where Ctrl-C ends the run", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const [file, ...words] = nerdshCommand();
    const options = { env: nerdshEnvironment({ ...world.env, ...noCi }), cwd: files.cwd };
    const child = spawn(file, [...words, "./ci.nerd.ts", "long", "--reporter", "plain,junit,html"], options);
    const closed = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === "long | started") child.kill("SIGINT");
    }
    assert.deepEqual(await closed, [130, null]);
    assert.match(await readFile(join(files.cwd, "junit.xml"), "utf8"), /<skipped message="cancelled"\/>/);
    assert.match(await readFile(join(files.cwd, "report.html"), "utf8"), /long: cancelled/);
  });

  test("write their files also where a task ends the process, and fail the run where they cannot", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const options = { cwd: files.cwd, env: noCi };
    const quit = await world.nerdsh(["./ci.nerd.ts", "quit", "--reporter", "plain,junit"], options);
    assert.deepEqual([quit.exitCode, quit.stdout, quit.stderr], [4, "", "junit: junit.xml\n"]);
    assert.match(await readFile(join(files.cwd, "junit.xml"), "utf8"), /<skipped message="the run was stopped"\/>/);
    await rm(join(files.cwd, "junit.xml"));
    const inTheWay = await world.nerdsh(["./ci.nerd.ts", "in-the-way", "--reporter", "plain,junit"], options);
    assert.equal(inTheWay.exitCode, 1);
    assert.match(inTheWay.stderr, /^error: cannot write the report \(\w+\): .*\/junit\.xml\n$/);
  });

  test("are refused before anything runs where their file cannot be, or there is none of the name", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const options = { cwd: files.cwd, env: noCi };
    for (const [reporter, message] of [
      ["html=ci.nerd.ts/report.html", /^error: cannot write the report \(\w+\): .*\/ci\.nerd\.ts\/report\.html\n/],
      ["htlm", /^error: no such reporter: htlm\n/],
    ] as const) {
      const { exitCode, stdout, stderr } = await world.nerdsh(
        ["./ci.nerd.ts", "good", "--reporter", reporter],
        options,
      );
      assert.deepEqual([exitCode === 0, stdout], [false, ""]);
      assert.match(stderr, message);
    }
  });

  test("are GitHub's and GitLab's where they run there", {
    skip: byPackageAlone("Bun's console.log and columns are its own"),
  }, async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const summary = join(files.cwd, "summary.md");
    await writeFile(summary, "before\n");
    const github = {
      ...noCi,
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: files.cwd,
      NO_COLOR: "1",
    };
    const onGithub = await world.nerdsh(["./ci.nerd.ts", "bad"], { cwd: files.cwd, env: github });
    assert.match(onGithub.stdout, /^::group::bad: failed after .*\n▸ breaks: failed after .*\n::endgroup::\n/);
    assert.match(onGithub.stdout, /^::error file=ci\.nerd\.ts,line=17,col=11,title=bad failed::Error: it broke%0A/m);
    assert.match(
      await readFile(summary, "utf8"),
      /^before\n### ci\.nerd\.ts failed: 1 failed, in .*\n\n\*\*`bad` failed\*\* at `ci\.nerd\.ts:17`\n/,
    );
    const onGitlab = await world.nerdsh(["./ci.nerd.ts", "good"], {
      cwd: files.cwd,
      env: { ...noCi, GITLAB_CI: "true" },
    });
    assert.match(
      onGitlab.stdout,
      /^\x1b\[0Ksection_start:\d+:good\[collapsed=true\]\r\x1b\[0K\x1b\[36mgood\x1b\[39m: /,
    );
  });
});
