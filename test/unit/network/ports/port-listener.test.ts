import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, test } from "node:test";
import { listeningInodes, portListener } from "../../../../src/network/ports/port-listener.ts";

describe("the program that listens on a port", () => {
  test("is found by the socket that it has open", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // Of a TCP server.
    const mapping = { hostAddress: "0.0.0.0", hostPort: port, containerPort: 80, protocol: "tcp" as const };
    assert.equal((await portListener(mapping))?.pid, process.pid);
    server.close();
    await once(server, "close");
    assert.equal(await portListener(mapping), undefined);
  });

  test("is not one that has a connection from that port", () => {
    const table = [
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0",
      "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1",
      "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0",
    ].join("\n");
    for (const hostAddress of ["0.0.0.0", "127.0.0.1"])
      assert.deepEqual(listeningInodes(table, { hostAddress, hostPort: 8080 }), ["111"]);
  });

  test("is not one that listens on another address", () => {
    const table = [
      "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0",
      "   1: B80D0120000000000000000010000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0",
    ].join("\n");
    assert.deepEqual(listeningInodes(table, { hostAddress: "::1", hostPort: 8080 }), ["111"]);
    assert.deepEqual(listeningInodes(table, { hostAddress: "2001:db8::10", hostPort: 8080 }), ["222"]);
    assert.deepEqual(listeningInodes(table, { hostAddress: "127.0.0.1", hostPort: 8080 }), []);
  });
});
