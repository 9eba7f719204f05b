import { connect } from "node:net";

/** A connection that says nothing: whoever stops an idle program sees that somebody is there. Undefined where nobody listens. */
export async function heldSocket(path: string): Promise<Disposable | undefined> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.unref(); // Holding is no reason to go on living.
      resolve({ [Symbol.dispose]: () => socket.destroy() });
    });
    socket.on("error", () => resolve(undefined)); // Later on, it is gone, as who uses it will notice.
  });
}
