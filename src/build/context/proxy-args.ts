import { readDockerConfig } from "../../registry/auth/docker-config.ts";
import type { Settings } from "../../settings/settings.ts";

/** From docker, cli/config, "proxies": keys of config.json, and the variables that they become. */
const variables = {
  httpProxy: "HTTP_PROXY",
  httpsProxy: "HTTPS_PROXY",
  noProxy: "NO_PROXY",
  ftpProxy: "FTP_PROXY",
  allProxy: "ALL_PROXY",
};

/** The proxies that Docker's config.json has for builds, as their predefined arguments, in both spellings; none otherwise, as with Docker. */
export async function proxyArgs({
  dockerConfigDir,
}: Pick<Settings, "dockerConfigDir">): Promise<Record<string, string>> {
  const { proxies } = await readDockerConfig(dockerConfigDir);
  const configured = proxies?.["default"] ?? {};
  const found = Object.entries(variables).flatMap(([key, name]) => {
    const value = configured[key];
    return value ? [[name, value] as const, [name.toLowerCase(), value] as const] : [];
  });
  return Object.fromEntries(found);
}
