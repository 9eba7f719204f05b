import type { DebugImage } from "../../build/debug/debug-build.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { runCommand } from "../container/run.ts";
import { defineCommand } from "../define-command.ts";
import { scanArgv } from "../parse-argv.ts";
import { readOptions } from "../read-options.ts";
import { builderFlags, builderHost, progressFlag, stepFlags } from "./builder-flags.ts";

export const builderDebugCommand = defineCommand({
  name: "builder debug",
  summary: "Build, and open a shell in the state before the step that fails, or in the result where none does",
  args: { context: "required" },
  interspersed: true,
  flags: {
    ...builderFlags,
    ...progressFlag,
    ...stepFlags,
    file: { type: "string", short: "f", value: "file", summary: "The Dockerfile" },
    image: { type: "string", value: "image", summary: "Shell of that image, with the step's files below /debugroot" },
    shell: { type: "string", default: "/bin/sh", summary: "The program to run" },
  },
  refused: {
    "buildg-startup-timeout": "there is no buildg to wait for: BuildKit itself builds the state before the step",
  },
  examples: ["builder debug .", "builder debug --target test --image busybox ."],
  async execute(context, options) {
    if (options.file === "-" || options.context === "-") {
      throw new NerdError("INVALID_VALUE", "stdin is the shell's: neither context nor Dockerfile can come from it", {
        hint: "write the Dockerfile to a file, and name it with -f",
      });
    }
    const { debugBuild } = await import("../../build/debug/debug-build.ts");
    const { buildArg, buildContext, file, image, network, secret, ssh, target, shell } = options;
    const input = {
      ...{ context: options.context, file, network, ssh, target, buildArgs: buildArg, buildContexts: buildContext },
      ...{ secrets: secret, host: builderHost(options), rawStatus: options.progress === "rawjson" },
    };
    const debug = await debugBuild(context, input, { image });
    await using _image = removedImage(context, debug.name);
    context.stdio?.stderr.write(introduction(debug));
    const terminal = context.stdio?.terminal === undefined ? [] : ["--tty"];
    const words = [...terminal, "--interactive", "--rm", "--entrypoint", shell, debug.name];
    const { args, given } = scanArgv(runCommand, words);
    const { runForeground } = await import("../../container/run-attached.ts");
    const { exitCode } = await runForeground(context, readOptions(runCommand, args, given));
    return { exitCode: debug.failed?.error.exitCode ?? exitCode };
  },
  output: { kind: "exit", failure: 1 },
});

function introduction({ failed }: DebugImage): string {
  if (failed === undefined) return "nothing failed: a shell in what was built\n";
  const { error, instruction } = failed;
  return [
    error.message,
    error.stderr ?? "",
    "a shell in the state before this step, which is not kept:",
    instruction,
    "",
  ].join("\n");
}

function removedImage(context: Context, name: string): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      const { removeImage } = await import("../../image/remove.ts");
      // It is removed after a cancelled shell as well.
      await removeImage({ ...context, signal: new AbortController().signal }, name, { force: true });
    },
  };
}
