import { spawnSync } from "node:child_process";

/**
 * The terminal's mode as it is now, for `restoreTerminal`: a program that is killed leaves it as it wanted it, without echo and in raw mode perhaps.
 * Undefined where there is none, or no `stty`.
 */
export function terminalMode(): string | undefined {
  const { stdout, status } = spawnSync("stty", ["-g"], { stdio: ["inherit", "pipe", "ignore"], encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

export function restoreTerminal(mode: string | undefined): void {
  if (mode !== undefined) spawnSync("stty", [mode], { stdio: ["inherit", "ignore", "ignore"] });
}
