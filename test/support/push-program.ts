import { codec, Engine } from "../../src/engine/engine.ts";
import { pushImage } from "../../src/image/push/push.ts";
import { GrpcChannel } from "../../src/rpc/grpc-channel.ts";
import { imageContext } from "./image-context.ts";

/** `push-program.ts ADDRESS NAMESPACE REFERENCE`: a process that pushes. */
const [address = "", namespace = "", reference = ""] = process.argv.slice(2);
using context = imageContext({ address });
const engine = new Engine(new GrpcChannel(address, codec), { namespace, snapshotter: "overlayfs" });
await pushImage({ ...context, engine }, { reference });
engine.close();
