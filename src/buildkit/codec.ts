import { Codec } from "../rpc/codec.ts";
import { messages } from "./protocol.ts";

/** The one codec of BuildKit's messages: stateless but for the descriptors that it has compiled so far. */
export const codec = new Codec(messages);
