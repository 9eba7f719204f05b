import { codec, Engine } from "../../src/engine/engine.ts";
import { pushImage } from "../../src/image/push/push.ts";
import { SocketChannel } from "../../src/rpc/socket-channel.ts";
import { UploadChannel } from "../../src/rpc/upload-channel.ts";
import { imageContext } from "./image-context.ts";

/** `push-program.ts ADDRESS NAMESPACE REFERENCE`: a process that pushes. */
const [address = "", namespace = "", reference = ""] = process.argv.slice(2);
using context = imageContext({ address });
const channel = new SocketChannel(address, codec, async () => new UploadChannel(address, codec));
const engine = new Engine(channel, { namespace, snapshotter: "overlayfs" });
await pushImage({ ...context, engine }, { reference });
engine.close();
