import { connect } from "node:net";

/** What a server says first behind a port of 127.0.0.1; nothing where it says nothing, or is not there. */
export async function greeting(port: number): Promise<string> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (chunk) => socket.destroy() && resolve(String(chunk)));
    for (const end of ["error", "end"]) socket.once(end, () => resolve(""));
  });
}
