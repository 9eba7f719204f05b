// Loaded before a program of Node's: at its end, stderr gets how much memory it has had at most. getrusage(2) would count its parent's, too.
const { readFileSync, writeSync } = require("node:fs");

process.once("exit", () => writeSync(2, `${/^VmHWM:.*$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[0]}\n`));
