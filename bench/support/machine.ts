import { cpus, release, tmpdir, totalmem } from "node:os";
import { version } from "../../src/version.ts";
import { runProgram } from "../../test/support/program.ts";

/** What the figures depend on besides nerdsh. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly kernel: string;
  /** Where the engines and what they are given lie: `ext2/ext3`, `tmpfs`. */
  readonly filesystem: string;
  readonly versions: Readonly<Record<string, string>>;
}

const programs = ["containerd", "runc", "dockerd", "docker", "iptables"];

export async function describeMachine(): Promise<Machine> {
  const [first] = cpus();
  const found = programs.map(async (name) => [name, await firstLine(name, "--version")] as const);
  return {
    cpu: first?.model ?? "",
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    filesystem: await firstLine("stat", "-f", "-c", "%T", tmpdir()),
    versions: { nerdsh: version, node: process.version, ...Object.fromEntries(await Promise.all(found)) },
  };
}

async function firstLine(program: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await runProgram(program, [...words]);
  return stdout.split("\n")[0] ?? "";
}
