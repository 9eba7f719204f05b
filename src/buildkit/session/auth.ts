import { methods } from "../protocol.ts";
import type { SessionMethods } from "./session-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** What a registry is shown: a password, or an identity token in its place. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  readonly identityToken?: string | undefined;
}

/** The login for a registry by its domain (`docker.io`, `localhost:5000`), as `pull` finds it; undefined is anonymous. */
export type RegistryLogins = (domain: string, signal: AbortSignal) => Promise<RegistryLogin | undefined>;

/** What BuildKit calls Docker Hub. */
const dockerHubHost = "registry-1.docker.io";

/**
 * Logins for what BuildKit pulls and pushes. It asks token servers itself, since `GetTokenAuthority` is not served, and so learns the
 * password; a builder that must not know it is one that must not be used.
 */
export function authMethods(logins: RegistryLogins): SessionMethods {
  return new Map([
    unaryMethod(methods.auth.credentials, async ({ host }, { signal }) => {
      const login = await logins(host === dockerHubHost ? "docker.io" : host, signal);
      if (login?.identityToken) return { username: "", secret: login.identityToken };
      return { username: login?.username ?? "", secret: login?.password ?? "" };
    }),
  ]);
}
