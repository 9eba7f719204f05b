import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { installProgram } from "../../platform/embedded-program.ts";
import type { Settings } from "../../settings/settings.ts";
import { runProgram } from "../host-program.ts";
import { insideAddress } from "./inside-address.ts";
import { frameKinds, type InsideFrame, InsideFrameReader, insideFrame, socketPorts } from "./inside-frames.ts";
import type { Replier } from "./name-server.ts";

type PipedProcess = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };

/**
 * A name server in a container's network namespace, for one that reaches no address of the host: its sockets are a small process's
 * (native/name-socket), its answers ours. It has ports of its own, to which a rule leads what is sent to port 53 there: that is the container's.
 */
export class InsideServer implements AsyncDisposable {
  readonly #child: PipedProcess;
  readonly #reply: Replier;
  readonly #ended: Promise<unknown>;
  #isOver = false;

  private constructor(child: PipedProcess, reply: Replier) {
    this.#child = child;
    this.#reply = reply;
    this.#ended = once(child, "close").catch(() => {}); // It could not be started: its frames have ended, too.
    child.stdin.on("error", () => {}); // Its end tells more.
    child.once("close", () => {
      this.#isOver = true;
    });
    child.once("error", () => {
      this.#isOver = true;
    });
  }

  /** Undefined where there is no such namespace any more. Throws CNI_FAILED where its rules cannot be written. */
  static async open(
    { dataRoot, programDirs }: Pick<Settings, "dataRoot" | "programDirs">,
    netns: string,
    reply: Replier,
  ): Promise<InsideServer | undefined> {
    const { arch } = process;
    if (arch !== "x64" && arch !== "arm64") return undefined;
    const { embeddedNameSockets } = await import("./embedded-name-sockets.ts");
    const file = await installProgram(`${dataRoot}/bin`, "name-socket", embeddedNameSockets[arch]);
    const child = spawn(file, [netns], { stdio: ["pipe", "pipe", "ignore"], detached: true, env: {}, cwd: "/" });
    const server = new InsideServer(child, reply);
    try {
      const first = await server.#firstFrame();
      if (first === undefined) return undefined;
      const input = portRule(socketPorts(first));
      await runProgram("nsenter", [`--net=${netns}`, "nft", "--file", "-"], { programDirs, input });
      child.stdin.write(insideFrame({ kind: frameKinds.start, who: first.who, message: new Uint8Array() }));
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether its process has ended, as where somebody killed it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.destroy();
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async #firstFrame(): Promise<InsideFrame | undefined> {
    const frames = new InsideFrameReader();
    return await new Promise((resolve) => {
      this.#child.stdout.on("data", (piece: Buffer) => {
        for (const frame of frames.push(piece)) {
          if (frame.kind === frameKinds.start) resolve(frame);
          else void this.#answer(frame);
        }
      });
      void this.#ended.then(() => resolve(undefined));
    });
  }

  async #answer({ kind, who, message }: InsideFrame): Promise<void> {
    const source = { address: insideAddress, isTcp: kind === frameKinds.stream };
    // Without a reply the asker turns to its next server.
    const reply = await this.#reply(message, source).catch(() => undefined);
    if (reply !== undefined && !this.#isOver) this.#child.stdin.write(insideFrame({ kind, who, message: reply }));
  }
}

/** Input of `nft --file`, that replaces what an earlier server has left. */
function portRule({ udp, tcp }: { readonly udp: number; readonly tcp: number }): string {
  const table = "ip nerdsh-names";
  return `table ${table}
delete table ${table}
table ${table} {
  chain asked {
    type nat hook output priority dstnat; policy accept;
    ip daddr ${insideAddress} udp dport 53 dnat to ${insideAddress}:${udp}
    ip daddr ${insideAddress} tcp dport 53 dnat to ${insideAddress}:${tcp}
  }
}
`;
}
