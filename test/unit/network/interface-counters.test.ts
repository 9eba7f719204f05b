import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { networkTraffic, parseCounters } from "../../../src/network/interface-counters.ts";

const header = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

describe("traffic", () => {
  test("is the sum over all interfaces but the loopback", () => {
    const text = `${header}    lo:     999    9    0    0    0     0          0         0      999       9    0    0    0     0       0          0
  eth0:     100    1    0    0    0     0          0         0       20       2    0    0    0     0       0          0
eth1.5:3       1    0    0    0     0          0         0        4       1    0    0    0     0       0          0
`;
    assert.deepEqual(parseCounters(text), { receivedBytes: 103, sentBytes: 24 });
    assert.deepEqual(parseCounters(header), { receivedBytes: 0, sentBytes: 0 });
  });

  test("is nothing for a process on the host's network, and for one that is gone", () => {
    assert.deepEqual(networkTraffic(process.pid), { receivedBytes: 0, sentBytes: 0 });
    assert.deepEqual(networkTraffic(2 ** 22 + 1), { receivedBytes: 0, sentBytes: 0 });
  });
});
