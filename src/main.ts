import { endWithTerminal } from "./lost-terminal.ts";
import { runProgram } from "./program.ts";

process.on("exit", endWithTerminal);
process.exitCode = await runProgram(process.argv.slice(2));
// Now too: what could not be written to it fails in a moment.
endWithTerminal();
