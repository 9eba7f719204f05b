import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Both ends of one connection in this process. */
export async function socketPair(): Promise<{ readonly here: Socket; readonly there: Socket } & AsyncDisposable> {
  const directory = await temporaryDirectory();
  const server = createServer();
  server.listen(join(directory.path, "pair.sock"));
  await once(server, "listening");
  const accepted = once(server, "connection");
  const here = connect(join(directory.path, "pair.sock"));
  const [there] = (await accepted) as [Socket];
  return {
    here,
    there,
    async [Symbol.asyncDispose]() {
      here.destroy();
      there.destroy();
      server.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}
