import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { programOutput, runProgram } from "./program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** An SSH server on the loopback that lets its own key in, and nobody else. */
export interface SshServer extends AsyncDisposable {
  /** `127.0.0.1:…`. */
  readonly host: string;
  /** GIT_SSH_COMMAND that knows the server, has the key, and comes as this user whoever is named. */
  readonly command: string;
}

const sshd = "/usr/sbin/sshd";

/**
 * Debian's sshd, where it is installed and lets this user in; else what runs the asked command here, as sshd would. No tests bring sshd: a machine that they run on must not get a
 * server that listens to all.
 */
export async function startSshServer(): Promise<SshServer> {
  return (existsSync(sshd) ? await realServer() : undefined) ?? (await standIn());
}

async function realServer(): Promise<SshServer | undefined> {
  const directory = await temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  for (const key of ["host", "own"]) {
    await programOutput("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  }
  const own = await programOutput("cat", [at("own.pub")]);
  await writeFile(at("authorized"), own);
  const lines = [
    ...[`HostKey ${at("host")}`, `AuthorizedKeysFile ${at("authorized")}`, "PidFile none"],
    ...["StrictModes no", "UsePAM no", "PasswordAuthentication no", "PermitRootLogin prohibit-password"],
  ];
  await writeFile(at("config"), `${lines.join("\n")}\n`);
  // Where an emptied process waits; the package's boot script makes it otherwise.
  await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const ended: Promise<unknown>[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const child = spawn(sshd, ["-i", "-f", at("config")], { stdio: [socket, socket, "ignore"] });
    ended.push(new Promise((resolve) => child.once("close", resolve)));
    child.once("spawn", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const hostKey = (await programOutput("cat", [at("host.pub")])).trim();
  await writeFile(at("known"), `[127.0.0.1]:${port} ${hostKey}\n`);
  const options = ["BatchMode=yes", `UserKnownHostsFile=${at("known")}`, "IdentitiesOnly=yes"];
  const user = (await programOutput("id", ["-un"])).trim();
  const words = ["-F", "none", "-p", String(port), "-i", at("own"), "-l", user];
  const ssh = ["ssh", ...words, ...options.flatMap((option) => ["-o", option])];
  const started = {
    host: `127.0.0.1:${port}`,
    command: ssh.join(" "),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(ended);
      await directory[Symbol.asyncDispose]();
    },
  };
  const { exitCode } = await runProgram("ssh", [...ssh.slice(1), "127.0.0.1", "true"]);
  if (exitCode === 0) return started;
  await started[Symbol.asyncDispose]();
  return undefined;
}

async function standIn(): Promise<SshServer> {
  const directory = await temporaryDirectory();
  const program = join(directory.path, "ssh");
  // ssh's own words are its options and the host; the last one is for the shell at the other end.
  await writeFile(program, '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n');
  await chmod(program, 0o755);
  return {
    host: "127.0.0.1:22",
    command: program,
    [Symbol.asyncDispose]: async () => await directory[Symbol.asyncDispose](),
  };
}
