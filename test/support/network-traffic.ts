import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { runProgram } from "./program.ts";

/** Answers every TCP connection and every datagram on a port with the address that it came from. */
const echoAddress = `
const [port, protocol] = process.argv.slice(1);
let server;
const ready = () => console.log(server.address().port);
if (protocol === "udp") {
  server = require("dgram").createSocket("udp4");
  server.on("message", (_, from) => server.send(from.address, from.port, from.address));
  server.bind(Number(port), ready);
} else {
  server = require("net").createServer((socket) => {
    socket.on("error", () => {});
    socket.end(socket.remoteAddress.replace("::ffff:", ""));
  });
  server.listen(Number(port), ready);
}
`;

/** Says what a server at an address answers, or the error. */
const ask = `
const [address, port, protocol, patienceMs] = process.argv.slice(1);
const timer = setTimeout(() => say("no answer"), Number(patienceMs));
const say = (text) => { console.log(String(text)); process.exit(); };
if (protocol === "udp") {
  const socket = require("dgram").createSocket("udp4");
  socket.on("message", (text) => say(text)).on("error", (error) => say(error.code));
  socket.send("?", Number(port), address);
} else {
  require("net").connect(Number(port), address).on("data", (text) => say(text)).on("error", (error) => say(error.code));
}
`;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly protocol?: "tcp" | "udp";
}

/** A server in a network namespace, or on the host, that answers with its client's address; it has ended with the block. */
export async function echoServer(
  netns: string | undefined,
  { port, protocol = "tcp" }: Omit<Endpoint, "address">,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const [file = "", ...args] = inNetns(netns, [process.execPath, "-e", echoAddress, `${port}`, protocol]);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await Promise.race([once(child.stdout, "data"), failure(child)]);
  const dispose = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  return { port: Number(line), [Symbol.asyncDispose]: dispose };
}

/** What a client is answered: the address under which the server sees it, or why there is no answer. Without a namespace it is the host. */
export async function answer(
  netns: string | undefined,
  { address, port, protocol = "tcp" }: Endpoint,
  patienceMs = 30_000,
): Promise<string> {
  const [file = "", ...args] = inNetns(netns, [
    process.execPath,
    "-e",
    ask,
    address,
    `${port}`,
    protocol,
    `${patienceMs}`,
  ]);
  return (await runProgram(file, args)).stdout.trim();
}

function inNetns(netns: string | undefined, command: readonly string[]): readonly string[] {
  return netns === undefined ? command : ["ip", "netns", "exec", basename(netns), ...command];
}

async function failure(child: ReturnType<typeof spawn>): Promise<never> {
  const [status] = await once(child, "exit");
  throw new Error(`the server ended with status ${status} before it was ready`);
}
