import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { proxyFor, proxyHeaders } from "../../../../src/registry/http/proxy.ts";

const proxy = (address: string, no = "") =>
  proxyFor(new URL(address), { http: "http://plain:3128", https: "secure:3129", no })?.href;

describe("the proxy for a registry", () => {
  test("is the one for its scheme, whose own may be left out", () => {
    assert.equal(proxy("http://r.example/v2/"), "http://plain:3128/");
    assert.equal(proxy("https://r.example/v2/"), "http://secure:3129/");
    assert.equal(proxyFor(new URL("https://r.example"), { http: "a", https: undefined, no: "" }), undefined);
  });

  test("is none for loopback", () => {
    for (const host of ["localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000"])
      assert.equal(proxy(`https://${host}/v2/`), undefined, host);
  });

  const direct: readonly (readonly [string, ...string[]])[] = [
    ["*", "r.example", "10.0.0.1"],
    ["example", "r.example", "example", "a.b.example:5000"],
    ["a.example, r.example", "r.example"],
    [".example", "r.example"],
    ["*.example", "r.example"],
    ["R.Example", "r.example"],
    ["r.example:5000", "r.example:5000"],
    ["r.example:443", "r.example"],
    ["10.0.0.1", "10.0.0.1:5000"],
    ["10.0.0.0/8", "10.1.2.3"],
    ["fd00::/8", "[fd12::1]"],
    ["[fd12::1]:5000", "[fd12::1]:5000"],
    ["fd12::1", "[fd12::1]:5000"],
  ];
  for (const [no, ...hosts] of direct) {
    test(`is none where NO_PROXY is ${no}, for ${hosts.join(", ")}`, () => {
      assert.deepEqual(
        hosts.map((host) => proxy(`https://${host}/v2/`, no)),
        hosts.map(() => undefined),
      );
    });
  }

  const proxied: readonly (readonly [string, ...string[]])[] = [
    ["", "r.example"],
    [".example", "example"],
    ["ample", "r.example"],
    ["r.example:5000", "r.example", "r.example:5001"],
    ["10.0.0.0/8", "11.0.0.1", "r.example", "[fd12::1]"],
    ["10.0.0.0/99", "10.0.0.1"],
    ["10.0.0.1", "110.0.0.1"],
  ];
  for (const [no, ...hosts] of proxied) {
    test(`stays where NO_PROXY is ${no || "empty"}, for ${hosts.join(", ")}`, () => {
      for (const host of hosts) assert.equal(proxy(`https://${host}/v2/`, no), "http://secure:3129/", host);
    });
  }

  test("is that of ALL_PROXY where its scheme has none, and may be SOCKS", () => {
    const of = (address: string, proxies: { http?: string; https?: string; all?: string; no?: string }) =>
      proxyFor(new URL(address), { http: undefined, https: undefined, no: "", ...proxies })?.href;
    assert.equal(of("https://r.example", { all: "socks5h://p:1080" }), "socks5h://p:1080");
    assert.equal(of("http://r.example", { http: "http://own:1", all: "socks5://p:1080" }), "http://own:1/");
    assert.equal(of("http://r.example", { all: "socks5://p:1080", no: "r.example" }), undefined);
  });

  test("is told the login in its address", () => {
    const login = Buffer.from("me:a b").toString("base64");
    assert.deepEqual(proxyHeaders(new URL("http://me:a%20b@p:1")), { "proxy-authorization": `Basic ${login}` });
    assert.deepEqual(proxyHeaders(new URL("http://p:1")), {});
  });

  test("is refused without being quoted where it cannot be meant", () => {
    for (const https of ["socks4://me:s3cret@p:1", "http://me:s3cret@p:port"]) {
      assert.throws(
        () => proxyFor(new URL("https://r.example"), { http: undefined, https, no: "" }),
        (error: Error) => /HTTPS_PROXY/.test(error.message) && !/s3cret/.test(JSON.stringify(error)),
      );
    }
  });
});
