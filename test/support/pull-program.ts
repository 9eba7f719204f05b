import { codec, Engine } from "../../src/engine/engine.ts";
import { pullImage } from "../../src/image/pull/pull.ts";
import { SocketChannel } from "../../src/rpc/socket-channel.ts";
import { UploadChannel } from "../../src/rpc/upload-channel.ts";
import { imageContext } from "./image-context.ts";

/** `pull-program.ts ADDRESS NAMESPACE HOSTS-DIR REFERENCE`: a process that pulls, and prints the image. */
const [address = "", namespace = "", hostsDir = "", reference = ""] = process.argv.slice(2);
using context = imageContext({ address, hostsDir });
const channel = new SocketChannel(address, codec, async () => new UploadChannel(address, codec));
const engine = new Engine(channel, { namespace, snapshotter: "overlayfs" });
const image = await pullImage({ ...context, engine }, { reference, policy: "missing" });
engine.close();
process.stdout.write(`${JSON.stringify({ chainId: image.chainId, digest: image.digest })}\n`);
