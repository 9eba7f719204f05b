import { join } from "node:path";
import { shortHash } from "../settings/address-hash.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";
import { appendLine, lastLogLines } from "../store/bounded-log.ts";
import { namesIn } from "../store/directory-names.ts";

type Place = Pick<Settings, "dataStore" | "namespace" | "runtimeDir">;

/** What a supervisor said last, where that is that something fails. */
export interface SupervisorFault {
  readonly namespace: string;
  /** The file with all that it said. */
  readonly log: string;
  /** As it stands in the log, without what kind of line it is. */
  readonly message: string;
  /** RFC 3339. */
  readonly time: string;
}

/** Writes down what the supervisor of a namespace has to say: nobody reads its streams. Where that fails, there is nobody else to tell. */
export function logOfSupervisor(place: Place, kind: "error" | "note", message: string): void {
  try {
    appendLine(logFile(place), `${new Date().toISOString()} ${kind} ${message.replaceAll(/\s*\n\s*/g, " ")}`);
  } catch {
    // As on a full disk: what it sees to goes on.
  }
}

/** Of every namespace of a data store, also where the supervisor has ended since. */
export function supervisorFaults(place: Omit<Place, "namespace">): SupervisorFault[] {
  const prefix = `${shortHash(place.dataStore)}-`;
  const names = logNames(place).filter((name) => name.startsWith(prefix) && name.endsWith(".log"));
  return names.sort().flatMap((name) => {
    const namespace = name.slice(prefix.length, -".log".length);
    const log = logFile({ ...place, namespace });
    const [, time = "", message = ""] = /^(\S+) error (.*)$/.exec(lastLogLines(log, 0, 1)[0] ?? "") ?? [];
    return message === "" ? [] : [{ namespace, log, time, message }];
  });
}

function logNames({ runtimeDir }: Pick<Place, "runtimeDir">): string[] {
  try {
    return namesIn(logDirectory(runtimeDir));
  } catch (error) {
    if (errno(error) === "EACCES") return []; // Another user's.
    throw error;
  }
}

/** By data store too: engines with different ones may share a runtime directory. */
function logFile({ dataStore, namespace, runtimeDir }: Place): string {
  return join(logDirectory(runtimeDir), `${shortHash(dataStore)}-${namespace}.log`);
}

function logDirectory(runtimeDir: string): string {
  return join(runtimeDir, "supervisor-logs");
}
