import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import type { Credentials } from "./credentials.ts";

/** What a helper says where it has nothing (docker-credential-helpers, "credentials"): the protocol has no other sign. */
const notFound = "credentials not found in native keychain";
/** The user name of a secret that is an identity token. */
const tokenUser = "<token>";

/** A program `docker-credential-<name>` that keeps logins, by Docker's protocol: one word as argument, the rest by stdin and stdout. */
export class CredentialHelper {
  readonly program: string;
  readonly #signal: AbortSignal;

  constructor(name: string, signal: AbortSignal) {
    if (!/^[\w.-]+$/.test(name))
      throw new NerdError("SETTINGS_INVALID", `not the name of a credential helper: ${name}`);
    this.program = `docker-credential-${name}`;
    this.#signal = signal;
  }

  /** The login that is kept under a key of `server-keys.ts`; undefined where there is none. */
  async get(key: string): Promise<Credentials | undefined> {
    const { isDone, output } = await this.#call("get", key);
    if (!isDone && output.trim() === notFound) return undefined;
    if (!isDone) throw this.#failure("get", output);
    const { username, secret } = this.#login(output);
    return username === tokenUser
      ? { username: "", password: "", identityToken: secret }
      : { username, password: secret };
  }

  async store(key: string, { username, password, identityToken }: Credentials): Promise<void> {
    const login = identityToken
      ? { Username: tokenUser, Secret: identityToken }
      : { Username: username, Secret: password };
    const { isDone, output } = await this.#call("store", JSON.stringify({ ServerURL: key, ...login }));
    if (!isDone) throw this.#failure("store", output.replaceAll(login.Secret, "***"));
  }

  /** Whether there was something to erase. */
  async erase(key: string): Promise<boolean> {
    // Many helpers erase what they do not have without a word.
    if ((await this.get(key)) === undefined) return false;
    const { isDone, output } = await this.#call("erase", key);
    if (!isDone) throw this.#failure("erase", output);
    return true;
  }

  async #call(action: string, input: string): Promise<{ isDone: boolean; output: string }> {
    const child = spawn(this.program, [action], { stdio: ["pipe", "pipe", "ignore"], signal: this.#signal });
    child.stdin.on("error", () => {}); // One that does not read its input says why by its output and its status.
    child.stdin.end(input);
    try {
      const [output, [status]] = await Promise.all([text(child.stdout), once(child, "close")]);
      return { isDone: status === 0, output };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (errno(error) !== "ENOENT") throw error;
      throw new NerdError("CREDENTIALS_UNAVAILABLE", `no such program: ${this.program}`, {
        hint: "install it, or take credsStore and credHelpers out of Docker's config.json",
      });
    }
  }

  /** The answer is never quoted: it has the secret. */
  #login(output: string): { username: string; secret: string } {
    try {
      const { Username: username, Secret: secret } = JSON.parse(output) as Record<string, unknown>;
      if (typeof username === "string" && typeof secret === "string") return { username, secret };
    } catch {
      // No JSON is no login either.
    }
    throw new NerdError("CREDENTIALS_UNAVAILABLE", `${this.program} answers with no login`, {
      hint: `try ${this.program} list`,
    });
  }

  #failure(action: string, output: string): NerdError {
    const [line = ""] = output.trim().split("\n");
    const said = line === "" ? "without a word" : line.replace(/\p{Cc}/gu, " ").slice(0, 300);
    return new NerdError("CREDENTIALS_UNAVAILABLE", `${this.program} ${action} failed: ${said}`, {
      hint: "is its keychain unlocked?",
    });
  }
}
