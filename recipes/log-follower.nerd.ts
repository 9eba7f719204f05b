#!/usr/bin/env nerdsh
/** Follows what all running containers write, each under its name: `[NAME…]` for some of them only. */
import { containers, logs } from "nerdsh";

const wanted = argv._.map(String);
const running = (await containers()).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const width = Math.max(0, ...running.map(({ name }) => name.length));
const paints = [chalk.cyan, chalk.yellow, chalk.green, chalk.magenta, chalk.blue];

async function follow(name: string, paint = chalk.cyan): Promise<void> {
  for await (const line of logs(name, { follow: true, tail: 10 })) {
    console.log(`${paint(name.padEnd(width))}  ${line.text}`);
  }
}

if (running.length === 0) console.error("nothing is running");
await Promise.all(running.map(({ name }, index) => follow(name, paints[index % paints.length])));
