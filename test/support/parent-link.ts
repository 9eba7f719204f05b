import { randomBytes } from "node:crypto";
import { programOutput, runProgram } from "./program.ts";

/** An interface of the host for networks to lie on, gone with the block; what is sent on it comes out of its peer. */
export async function parentLink(): Promise<{ readonly name: string; readonly peer: string } & AsyncDisposable> {
  const name = `np-${randomBytes(4).toString("hex")}`;
  await programOutput("ip", ["link", "add", name, "type", "veth", "peer", "name", `${name}x`]);
  for (const end of [name, `${name}x`]) await programOutput("ip", ["link", "set", end, "up"]);
  return {
    name,
    peer: `${name}x`,
    // Gone already where its peer's namespace is.
    [Symbol.asyncDispose]: async () => void (await runProgram("ip", ["link", "delete", name])),
  };
}
