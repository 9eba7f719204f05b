import { cpus, release, totalmem } from "node:os";
import { version } from "../../src/version.ts";
import { runProgram } from "../../test/support/program.ts";

/** What the figures depend on besides nerdsh. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly kernel: string;
  readonly versions: Readonly<Record<string, string>>;
}

const programs = ["containerd", "runc", "dockerd", "docker", "iptables"];

export async function describeMachine(): Promise<Machine> {
  const [first] = cpus();
  const found = programs.map(async (name) => [name, await firstLine(name)] as const);
  return {
    cpu: first?.model ?? "",
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    versions: { nerdsh: version, node: process.version, ...Object.fromEntries(await Promise.all(found)) },
  };
}

async function firstLine(program: string): Promise<string> {
  const { stdout } = await runProgram(program, ["--version"]);
  return stdout.split("\n")[0] ?? "";
}
