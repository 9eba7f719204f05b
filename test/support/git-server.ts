import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { programOutput } from "./program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A Git repository on the loopback, over HTTP. */
export interface GitServer extends AsyncDisposable {
  /** Of its repository: `http://127.0.0.1:…/shop.git`. */
  readonly url: string;
  /** Its path here, for other ways to it. */
  readonly directory: string;
  /** The same behind a redirect to another port, whose requests are counted in `redirected`. */
  readonly movedUrl: string;
  readonly redirected: readonly string[];
  /** Commits files, and gives the commit. */
  commit(files: Readonly<Record<string, string>>, tag?: string): Promise<string>;
  /** Commits itself as a submodule at `path`. */
  commitSubmodule(path: string): Promise<void>;
}

export async function startGitServer(): Promise<GitServer> {
  const directory = await temporaryDirectory();
  const work = join(directory.path, "shop.git");
  await mkdir(work);
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"];
  const git = async (...words: string[]) => (await programOutput("git", ["-C", work, ...identity, ...words])).trim();
  await git("init", "--quiet", "--initial-branch=main");
  const redirected: string[] = [];
  const other = createServer((request, response) => {
    redirected.push(request.url ?? "");
    response.writeHead(404).end();
  });
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/moved/")) {
      const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}${request.url}`;
      response.writeHead(301, { location }).end();
    } else backend(directory.path, request, response);
  });
  for (const one of [server, other]) await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/shop.git`,
    directory: work,
    movedUrl: `${origin}/moved/shop.git`,
    redirected,
    async commit(files, tag) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, name)), { recursive: true });
        await writeFile(join(work, name), text);
      }
      await git("add", "--all");
      await git("commit", "--quiet", "--message", "more");
      if (tag !== undefined) await git("tag", "--annotate", "--message", tag, tag);
      return await git("rev-parse", "HEAD");
    },
    async commitSubmodule(path) {
      await git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--", work, path);
      await git("commit", "--quiet", "--message", "a submodule");
    },
    async [Symbol.asyncDispose]() {
      for (const one of [server, other]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Git's own server, as a CGI program. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      ...{ GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: "1", PATH_INFO: url.pathname },
      ...{ QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method },
      ...{ CONTENT_TYPE: request.headers["content-type"] ?? "", REMOTE_ADDR: "127.0.0.1" },
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const fields = answer.subarray(0, end).toString().split("\r\n");
    const headers = Object.fromEntries(fields.map((line) => line.split(": ", 2) as [string, string]));
    const { Status: status = "200", ...rest } = headers;
    response.writeHead(Number.parseInt(status, 10), rest).end(answer.subarray(end + 4));
  });
}
