import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatNetworkList, parseNetworkList } from "../../../src/cni/network-list.ts";

const nerdctlText = `{
  "cniVersion": "1.0.0",
  "name": "blue",
  "nerdctlID": "16477688c0e00699c6cfa4497a3612d7e83c532062b64b250fed8908128ed548",
  "nerdctlLabels": {
    "com.docker.compose.project": "shop"
  },
  "plugins": [
    {
      "type": "bridge",
      "bridge": "br-16477688c0e0"
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}`;

describe("a network list", () => {
  test("comes out of nerdctl's file and goes back into it unchanged", () => {
    assert.equal(formatNetworkList(parseNetworkList(nerdctlText, "blue.conflist")), nerdctlText);
  });

  test("may be a .conf with a single plugin, which has no nerdctl id", () => {
    const text = '{"cniVersion":"0.4.0","name":"lo","type":"loopback"}';
    assert.deepEqual(parseNetworkList(text, "lo.conf"), {
      cniVersion: "0.4.0",
      name: "lo",
      plugins: [{ cniVersion: "0.4.0", name: "lo", type: "loopback" }],
    });
  });

  const malformed = [
    { text: "{", fault: "it is not JSON" },
    { text: "[]", fault: "it is not an object" },
    { text: '{"plugins":[{"type":"bridge"}]}', fault: "it has no valid name" },
    { text: '{"name":"../x","plugins":[{"type":"bridge"}]}', fault: "it has no valid name" },
    { text: '{"name":"x","cniVersion":1,"plugins":[{"type":"bridge"}]}', fault: "its cniVersion is not a string" },
    { text: '{"name":"x","plugins":[]}', fault: "it lists no plugins" },
    { text: '{"name":"x","plugins":["bridge"]}', fault: "plugin 1 is not an object" },
    { text: '{"name":"x","plugins":[{"type":"bridge"},{"type":"../sh"}]}', fault: "plugin 2 has no valid type" },
  ];
  for (const { text, fault } of malformed) {
    test(`is refused with its file and its fault: ${text}`, () => {
      assert.throws(() => parseNetworkList(text, "/etc/cni/net.d/x.conflist"), {
        code: "INVALID_VALUE",
        message: `${fault}: network list /etc/cni/net.d/x.conflist`,
        hint: "correct the file or move it away",
      });
    });
  }
});
