import { endWithTerminal } from "./lost-terminal.ts";
import { runProgram } from "./program.ts";

/** What the standalone executable does when it is started. */
export function start(): void {
  process.on("exit", endWithTerminal);
  void runProgram(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
    endWithTerminal(); // As in main.ts.
  });
}
