import { randomBytes } from "node:crypto";
import { runProgram } from "./program.ts";

export interface OutsideHost extends AsyncDisposable {
  /** Its network namespace. */
  readonly netns: string;
  readonly address: string;
  /** This host's address on the wire between them. */
  readonly hostAddress: string;
}

/**
 * Another machine, as a network namespace at the end of a wire: it knows no way to any container, so that it
 * sees them only under this host's address.
 */
export async function outsideHost([a = 0, b = 0, c = 0]: Iterable<number> = randomBytes(3)): Promise<OutsideHost> {
  const name = `outside-${a}-${b}-${c}`;
  const link = `out${a}x${b}x${c}`.slice(0, 13);
  // A /30 of the range that RFC 2544 keeps for tests.
  const base = b & 0xfc;
  const hostAddress = `198.18.${a}.${base + 1}`;
  const address = `198.18.${a}.${base + 2}`;
  const commands = [
    ["netns", "add", name],
    ["link", "add", `${link}h`, "type", "veth", "peer", "name", `${link}o`, "netns", name],
    ["address", "add", `${hostAddress}/30`, "dev", `${link}h`],
    ["link", "set", `${link}h`, "up"],
    ["-n", name, "address", "add", `${address}/30`, "dev", `${link}o`],
    ["-n", name, "link", "set", `${link}o`, "up"],
  ];
  for (const args of commands) {
    const { exitCode, stderr } = await runProgram("ip", args);
    if (exitCode !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
  }
  const dispose = async () => {
    await runProgram("ip", ["link", "delete", `${link}h`]);
    await runProgram("ip", ["netns", "delete", name]);
  };
  return { netns: name, address, hostAddress, [Symbol.asyncDispose]: dispose };
}
