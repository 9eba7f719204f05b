import { codec, Engine } from "../../src/engine/engine.ts";
import { pullImage } from "../../src/image/pull/pull.ts";
import { GrpcChannel } from "../../src/rpc/grpc-channel.ts";
import { imageContext } from "./image-context.ts";

/** `pull-program.ts ADDRESS NAMESPACE HOSTS-DIR REFERENCE`: a process that pulls, and prints the image. */
const [address = "", namespace = "", hostsDir = "", reference = ""] = process.argv.slice(2);
using context = imageContext({ address, hostsDir });
const engine = new Engine(new GrpcChannel(address, codec), { namespace, snapshotter: "overlayfs" });
const image = await pullImage({ ...context, engine }, { reference, policy: "missing" });
engine.close();
process.stdout.write(`${JSON.stringify({ chainId: image.chainId, digest: image.digest })}\n`);
