import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { registryAccess } from "../../../src/settings/registry-access.ts";

describe("how registries are reached", () => {
  test("follows the variables that Docker reads, in capitals first", () => {
    const access = registryAccess({
      DOCKER_CONFIG: "/d",
      HTTP_PROXY: "http://A:1",
      http_proxy: "http://b:1",
      https_proxy: "http://c:1",
      all_proxy: "socks5://e:1",
      NO_PROXY: "",
      no_proxy: "d",
      SSL_CERT_FILE: "/ca.pem",
    });
    assert.deepEqual(access, {
      dockerConfigDir: "/d",
      proxies: { http: "http://A:1", https: "http://c:1", all: "socks5://e:1", no: "d" },
      authorityFiles: ["/ca.pem"],
    });
  });

  test("is direct, with the user's logins and the system's authorities, where they say nothing", () => {
    const { authorityFiles, ...access } = registryAccess({ HOME: "/home/alice" });
    assert.deepEqual(access, {
      dockerConfigDir: "/home/alice/.docker",
      proxies: { http: undefined, https: undefined, all: undefined, no: "" },
    });
    assert.equal(authorityFiles[0], "/etc/ssl/certs/ca-certificates.crt");
    assert.equal(registryAccess({}).dockerConfigDir, join(homedir(), ".docker"));
  });
});
