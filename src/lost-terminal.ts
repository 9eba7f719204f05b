import { fstatSync } from "node:fs";
import { isatty } from "node:tty";

/**
 * A process whose terminal has gone away ends here by SIGHUP, as if it had not listened to it to clean up: what called it learns the same, and
 * Node 20 would abort, as it cannot reset that terminal.
 */
export function endWithTerminal(): void {
  if (![0, 1, 2].some(isLostTerminal)) return;
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/** The kernel still knows it for a terminal, but answers no question about it. */
function isLostTerminal(descriptor: number): boolean {
  try {
    return isTerminalDevice(fstatSync(descriptor).rdev) && !isatty(descriptor);
  } catch {
    return false; // It is closed.
  }
}

/** Consoles and serial lines have major number 4, pseudo-terminals 136 to 143. From Linux, admin-guide/devices.txt. */
function isTerminalDevice(rdev: number): boolean {
  const major = (rdev >> 8) & 0xfff;
  return major === 4 || (major >= 136 && major <= 143);
}
