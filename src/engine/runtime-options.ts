import { Codec } from "../rpc/codec.ts";
import { type Any, messages } from "./protocol.ts";

/** What containerd's runc shim is told of the program that it drives. */
export interface RuntimeOptions {
  /** Another program that speaks runc's command line. */
  readonly binaryName?: string | undefined;
  /** Let systemd make the cgroup; its path has systemd's form then. */
  readonly systemdCgroup?: boolean | undefined;
  /** criu's files, from which the process goes on instead of beginning. */
  readonly criuImagePath?: string | undefined;
}

export interface CheckpointOptions {
  /** Where criu's files go, and its log. */
  readonly imagePath: string;
  readonly workPath: string;
  /** Whether the process ends with it. */
  readonly exit: boolean;
}

const typeUrl = "containerd.runc.v1.Options";

export function toRuntimeOptions(options: RuntimeOptions): Any {
  return { typeUrl, value: new Codec(messages).encode(typeUrl, options) };
}

export function toCheckpointOptions(options: CheckpointOptions): Any {
  const type = "containerd.runc.v1.CheckpointOptions";
  // Programs lock files and hold connections; what criu can bring back of that, it shall.
  return { typeUrl: type, value: new Codec(messages).encode(type, { ...options, fileLocks: true, openTcp: true }) };
}

/** Of a record that another tool may have made; another shim's options read as none. */
export function readRuntimeOptions(any: Any | undefined): RuntimeOptions {
  return any?.typeUrl === typeUrl ? new Codec(messages).decode(typeUrl, any.value) : {};
}
