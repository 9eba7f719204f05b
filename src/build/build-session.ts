import { fileReceiveMethods, type ReceiveTarget } from "../buildkit/filesync/file-receive-methods.ts";
import { fileSyncMethods } from "../buildkit/filesync/file-sync-methods.ts";
import { authMethods } from "../buildkit/session/auth.ts";
import { type ContentStore, contentMethods } from "../buildkit/session/content.ts";
import { type BuildSecrets, secretMethods } from "../buildkit/session/secrets.ts";
import type { SessionMethods } from "../buildkit/session/session-call.ts";
import { type SshAgents, sshMethods } from "../buildkit/session/ssh.ts";
import type { Context } from "../context.ts";
import { CredentialStore } from "../registry/auth/credential-store.ts";

export interface BuildServices {
  readonly directories: ReadonlyMap<string, string>;
  /** Names of those from which nothing is copied. */
  readonly onlyRead?: ReadonlySet<string> | undefined;
  readonly secrets: BuildSecrets;
  readonly agents: SshAgents;
  readonly stores: ReadonlyMap<string, ContentStore>;
  readonly targets: ReadonlyMap<number, ReceiveTarget>;
}

/** What BuildKit may call while this build runs: only what the build has. */
export function buildServices({ settings }: Pick<Context, "settings">, services: BuildServices): SessionMethods {
  const { directories, onlyRead, secrets, agents, stores, targets } = services;
  const logins = new CredentialStore(settings.dockerConfigDir);
  return new Map([
    ...(directories.size > 0 ? fileSyncMethods({ directories, onlyRead }) : []),
    ...authMethods(async (domain, signal) => await logins.find(domain, signal)),
    // A step that asks for a secret where there are none is told so.
    ...secretMethods(secrets),
    ...(agents.size > 0 ? sshMethods(agents) : []),
    ...(stores.size > 0 ? contentMethods(stores) : []),
    ...(targets.size > 0 ? fileReceiveMethods(targets) : []),
  ]);
}
