import { Codec } from "../rpc/codec.ts";
import { type Any, messages } from "./protocol.ts";

/** What containerd's runc shim is told of the program that it drives. */
export interface RuntimeOptions {
  /** Another program that speaks runc's command line. */
  readonly binaryName?: string | undefined;
  /** Let systemd make the cgroup; its path has systemd's form then. */
  readonly systemdCgroup?: boolean | undefined;
}

const typeUrl = "containerd.runc.v1.Options";

export function toRuntimeOptions(options: RuntimeOptions): Any {
  return { typeUrl, value: new Codec(messages).encode(typeUrl, options) };
}

/** Of a record that another tool may have made; another shim's options read as none. */
export function readRuntimeOptions(any: Any | undefined): RuntimeOptions {
  return any?.typeUrl === typeUrl ? new Codec(messages).decode(typeUrl, any.value) : {};
}
