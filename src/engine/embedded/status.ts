import type { EngineKind, Settings } from "../../settings/settings.ts";
import { probeSocket, type SocketState } from "../socket-probe.ts";
import { engineFiles } from "./engine-files.ts";
import { findEngine } from "./engine-process.ts";

/** What `nerdsh engine status` shows, and `doctor` judges. */
export interface EngineStatus {
  readonly engine: EngineKind;
  readonly address: string;
  /** `starting`: its process is there, and its socket is not yet. `unreachable`: there is something that does not answer. */
  readonly state: "running" | "starting" | "stopped" | "unreachable";
  readonly socket: SocketState;
  /** The rest is known of the embedded engine only. */
  readonly pid?: number;
  readonly dataDirectory?: string;
  readonly config?: string;
  readonly log?: string;
}

/** Looks, and starts nothing. */
export async function engineStatus(settings: Settings): Promise<EngineStatus> {
  const { engine, address } = settings;
  const socket = await probeSocket(address);
  if (engine === "system") return { engine, address, socket, state: stateOf(socket, false) };
  const { config, data, log } = engineFiles(settings);
  const process = findEngine(config);
  const state = stateOf(socket, process !== undefined);
  return { engine, address, socket, state, ...(process && { pid: process.pid }), dataDirectory: data, config, log };
}

function stateOf(socket: SocketState, hasProcess: boolean): EngineStatus["state"] {
  if (socket === "serving") return "running";
  if (socket === "silent" || socket === "denied" || socket === "unusable") return "unreachable";
  return hasProcess ? "starting" : "stopped";
}
