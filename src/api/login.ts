import { Operation } from "./operation.ts";
import type { ContextBase } from "./session.ts";

/** Logins at registries, kept in Docker's `config.json` or with the credential helper that it names. */
export function createLoginVerbs(openBase: () => Promise<ContextBase>) {
  return {
    /**
     * Tries a login at a registry, and keeps it for pulls and pushes, of other programs too.
     *
     * ```ts
     * await login("registry.example.com", { username: "ci", password: process.env.REGISTRY_TOKEN ?? "" });
     * ```
     */
    login: (registry: string, login: { readonly username: string; readonly password: string }): Operation<void> =>
      Operation.start(async ({ signal }) => {
        const { logIn } = await import("../registry/login.ts");
        await logIn({ ...(await openBase()), signal }, registry, login);
      }),

    /** Forgets the login of a registry; gives whether there was one. */
    logout: (registry: string): Operation<boolean> =>
      Operation.start(async ({ signal }) => {
        const { logOut } = await import("../registry/login.ts");
        return (await logOut({ ...(await openBase()), signal }, registry)).isErased;
      }),
  };
}
