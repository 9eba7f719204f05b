import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkConfig } from "../../../src/project/check-config.ts";

const home = {
  root: "/opt/nerdsh",
  index: "/opt/nerdsh/dist/types/index.d.ts",
  globals: "/opt/nerdsh/dist/types/recipe/globals.d.ts",
  recipes: "/opt/nerdsh/recipes",
};
const input = { recipes: ["/app/deploy/a.nerd.ts"], home, directory: "/app/deploy" };

describe("the configuration of a check", () => {
  it("is nerdsh's own where the recipe has no project", () => {
    const { compilerOptions, ...rest } = checkConfig(input);
    assert.deepEqual(rest, { files: [home.globals, "/app/deploy/a.nerd.ts"], include: [] });
    assert.deepEqual(compilerOptions, {
      target: "esnext",
      lib: ["esnext"],
      strict: true,
      skipLibCheck: true,
      module: "preserve",
      moduleDetection: "force",
      allowImportingTsExtensions: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [
        "/app/deploy/node_modules/@types",
        "/app/deploy/node_modules",
        "/app/node_modules/@types",
        "/app/node_modules",
        "/node_modules/@types",
        "/node_modules",
      ],
      paths: { nerdsh: [home.index], "nerdsh/globals": [home.globals] },
    });
  });

  it("is the project's where there is one, whose paths and types are found from its own directory", () => {
    const project = {
      file: "/app/tsconfig.json",
      directory: "/app",
      compilerOptions: { paths: { "#lib/*": ["./lib/*"] }, types: ["vitest/globals"], typeRoots: ["./typings"] },
    };
    const config = checkConfig({ ...input, project });
    assert.equal(config.extends, "/app/tsconfig.json");
    const { strict, target, paths, types, typeRoots, noEmit, composite } = config.compilerOptions;
    assert.deepEqual(
      { strict, target, noEmit, composite },
      { strict: undefined, target: undefined, noEmit: true, composite: false },
    );
    assert.deepEqual(paths, { nerdsh: [home.index], "nerdsh/globals": [home.globals], "#lib/*": ["/app/lib/*"] });
    assert.deepEqual(types, ["vitest/globals", "node"]);
    assert.deepEqual(typeRoots, ["/app/typings"]);
  });

  it("leaves it to the project where nerdsh is, if that says so", () => {
    const paths = { nerdsh: ["./src/index.ts"], "nerdsh/globals": ["./src/globals.ts"] };
    const project = { file: "/app/tsconfig.json", directory: "/app", compilerOptions: { paths } };
    const { files, compilerOptions } = checkConfig({ ...input, project });
    assert.deepEqual(files, ["/app/src/globals.ts", "/app/deploy/a.nerd.ts"]);
    assert.deepEqual(compilerOptions["paths"], {
      nerdsh: ["/app/src/index.ts"],
      "nerdsh/globals": ["/app/src/globals.ts"],
    });
  });
});
