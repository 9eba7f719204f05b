import { type ChildProcess, spawn } from "node:child_process";
import { sealedRuncFunctions } from "./sealed-runc.ts";

/**
 * Runs containerd or a builder, and stops it once it has been idle: no task, and no client. Who is a client is asked of the
 * kernel, so that none needs to say that it is there: /proc/net/unix lists a socket's connections under the path that it was bound to
 * (proc(5)), with the flag 10000 on the listening one only. While the answer is sought the socket is parked: who comes
 * then finds none, and waits for the lock. A shell, because it costs a sleeping process 0.3 MiB, and a JavaScript one 40.
 *
 * The umask is set since layers are unpacked under it: with 077, no user in a container could read its own files.
 */
export const launcherScript = `# Written by nerdsh at each start of its engine.
log=$1 config=$2 socket=$3 parked=$4 state=$5 lock=$6 idle_s=$7 cleanup=$8
shift 8
exec >> "$log" 2>&1
umask 022
[ "$idle_s" = 0 ] && [ -z "$cleanup" ] && exec "$@"

link=\${log%/*}/bin/runc
${sealedRuncFunctions}
is_idle() {
  for bundle in "$state"/io.containerd.runtime.v2.task/*/*; do [ -e "$bundle" ] && return 1; done
  while read -r _ _ _ flags _ _ _ path; do
    [ "$path" = "$socket" ] && [ "$flags" = 00000000 ] && return 1
  done < /proc/net/unix
  return 0
}

# Another engine may have taken its place, and another process its pid; and this shell's parent may have been killed.
is_there() { grep -qsF "$config" "/proc/$engine/cmdline"; }

stop_if_idle() {
  flock 9
  is_there || return
  mv "$socket" "$parked"
  if is_idle; then
    kill "$engine"
    while kill -0 "$engine"; do sleep 0.05; done
    rm "$parked"
  else
    mv "$parked" "$socket"
  fi
}

watch() {
  trap 'kill "$sleeper"; exit' TERM
  while :; do
    sleep "$idle_s" & sleeper=$!
    wait "$sleeper"
    is_there || exit
    [ -n "$cleanup" ] || refresh
    is_idle && (stop_if_idle) 9>> "$lock"
  done
}

# A builder keeps the path of the runc that it finds, which must be the host's.
if [ -n "$cleanup" ]; then "$@" & engine=$!; else start "$@" & engine=$!; fi
[ "$idle_s" = 0 ] || { watch > /dev/null 2>&1 & watcher=$!; }
wait "$engine"; status=$?
[ -z "$watcher" ] || kill "$watcher"
# The next start has removed it where that was faster, and needs what it would take away. Whoever starts a builder holds the lock,
# and waits for this shell's end.
[ -z "$cleanup" ] || (flock 9; [ ! -e "$cleanup" ] || sh "$cleanup") 9>> "$lock" &
exit "$status"
`;

export interface Launch {
  /** The program and its words, the path of `config` among them. */
  readonly command: readonly string[];
  readonly programDirs: readonly string[];
  readonly idleMs: number;
  /** A shell script that is run once it has ended, in whatever way, unless it is gone by then. */
  readonly cleanup?: string;
}

export interface LaunchFiles {
  readonly config: string;
  readonly launcher: string;
  /** Its tasks' bundles lie below; a builder has none. */
  readonly state: string;
  readonly socket: string;
  /** Where the socket waits while the launcher makes sure that nobody uses it. */
  readonly parkedSocket: string;
  readonly log: string;
  /** Held by whoever starts or stops it. */
  readonly lock: string;
}

/** Starts it in a session of its own, where neither this process's end nor its terminal's signals reach it. */
export function launch({ command, programDirs, idleMs, cleanup = "" }: Launch, files: LaunchFiles): ChildProcess {
  const { launcher, log, config, socket, parkedSocket, state, lock } = files;
  const idleSeconds = String(idleMs / 1000);
  const parameters = [log, config, socket, parkedSocket, state, lock, idleSeconds, cleanup, ...command];
  const child = spawn("/bin/sh", [launcher, ...parameters], {
    detached: true,
    stdio: "ignore", // The script opens the log itself, since not every runtime passes on a descriptor.
    cwd: "/", // Not the caller's directory, whose file system could not be unmounted then.
    env: { PATH: [...new Set([...programDirs, "/usr/bin", "/bin"])].join(":") }, // None of the caller's secrets.
  });
  child.unref();
  return child;
}
