#!/usr/bin/env nerdsh
/** Makes a small image of this machine's busybox, runs it on the default network, and shows what it printed. */
import { image, run } from "nerdsh";

const script = 'echo "hello from $(hostname), a container of its own"; hostname -i';

await image.fromFiles("hello", {
  files: { "/bin/busybox": { path: "/bin/busybox", mode: 0o755 } },
  links: { "/bin/sh": "busybox", "/bin/hostname": "busybox" },
  config: { Cmd: ["/bin/sh", "-c", script] },
});
const [greeting, address] = await run("hello").lines();
console.log(greeting);
console.log(`its address was ${address}`);
