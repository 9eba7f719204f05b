#!/usr/bin/env nerdsh
/** Looks into a Kubernetes pod's container from beside it: `nerdsh --namespace k8s.io k8s-debug.nerd.ts [CONTAINER]`. */
import { container, containers, run } from "nerdsh";

const [wanted] = argv._.map(String);
if (wanted === undefined) {
  for (const { id, image, labels } of await containers()) {
    const pod = labels["io.kubernetes.pod.name"] ?? "-";
    console.log(`${id.slice(0, 12)}  ${pod}/${labels["io.kubernetes.container.name"] ?? "-"}  ${image}`);
  }
  process.exit();
}

const target = await container(wanted);
console.log(`${target.id.slice(0, 12)} runs ${target.image}`);
console.log(await target.top("-o", "pid,user,args"));

// Its image may have no shell: a busybox that shares its network and its processes has all tools.
const beside = { network: `container:${target.id}`, pid: `container:${target.id}`, capAdd: "SYS_PTRACE" };
const look = async (title: string, command: string[]) => {
  console.log(`\n${title}:`);
  for (const line of await run("busybox", command, beside).lines()) console.log(`  ${line}`);
};
await look("listens on", ["netstat", "-ltn"]);
await look("its variables", ["xargs", "-0", "-n", "1", "-a", "/proc/1/environ"]);
await look("its files", ["ls", "-l", "/proc/1/root/"]);
