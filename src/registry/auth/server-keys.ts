import { NerdError } from "../../errors.ts";

/** Docker's key for Docker Hub, of the days of its first API (Docker, "config.json"). */
const dockerHubKey = "https://index.docker.io/v1/";

/** The key of a registry's login in `config.json` and in credential helpers, as `docker login` writes it. */
export function serverKey(domain: string): string {
  return domain === "docker.io" ? dockerHubKey : domain;
}

/** The keys that helpers are asked for: Docker's, and nerdctl's, which always has a port. */
export function helperKeys(domain: string): string[] {
  const hasPort = /:\d+$/.test(domain);
  return [serverKey(domain), ...(domain === "docker.io" || hasPort ? [] : [`${domain}:443`])];
}

/** The domain that a key speaks of, however it is spelt; a key of one repository, as podman has them, speaks of none. */
export function domainOfKey(key: string): string | undefined {
  const [, host = "", path = ""] = /^(?:https?:\/\/)?([^/]+)(.*)$/.exec(key) ?? [];
  if (!/^(\/|\/v[12]\/?)?$/.test(path)) return undefined;
  const domain = host.toLowerCase().replace(/:443$/, "");
  return ["index.docker.io", "registry-1.docker.io"].includes(domain) ? "docker.io" : domain;
}

/** A registry as image names have it, from what a user calls it: Docker Hub where it is empty. Throws INVALID_VALUE. */
export function registryDomain(name: string): string {
  const domain = name.trim() === "" ? "docker.io" : domainOfKey(name.trim());
  if (domain !== undefined && /^(\[[0-9a-f:]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:\d{1,5})?$/.test(domain)) return domain;
  throw new NerdError("INVALID_VALUE", `not a registry: ${name}`, {
    hint: "write its host, with a port where it has one: registry.example.com:5000",
  });
}
