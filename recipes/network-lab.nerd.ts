#!/usr/bin/env nerdsh
/** Shows who finds whom by name: two networks, and a container that is moved between them while it runs. */
import { type Container, network, run } from "nerdsh";

await using blue = await network.create();
await using green = await network.create();

const sleep = ["sleep", "infinity"];
await using web = await run("busybox", sleep, { detach: true, network: blue, networkAlias: "web", init: true });
await using db = await run("busybox", sleep, { detach: true, network: green, networkAlias: "db", init: true });
await using guest = await run("busybox", sleep, { detach: true, network: blue, init: true });

/** The address that `from` finds under a name, if one answers there. */
async function reach(from: Container, name: string): Promise<string> {
  const { exitCode, stdout } = await from.exec`ping -c 1 -W 1 ${name}`.nothrow();
  return exitCode === 0 ? (/\(([\d.]+)\)/.exec(stdout)?.[1] ?? "") : "-";
}

async function show(where: string): Promise<void> {
  const [toWeb, toDb] = await Promise.all([reach(guest, "web"), reach(guest, "db")]);
  console.log(`${where.padEnd(16)}  web ${toWeb.padEnd(15)}  db ${toDb}`);
}

await show("in blue");
await green.connect(guest);
await show("in both");
await blue.disconnect(guest);
await show("in green");
console.log(`web is ${await web.ip(blue.name)}, db is ${await db.ip(green.name)}`);
