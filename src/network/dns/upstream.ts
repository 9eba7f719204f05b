import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { StreamFramer, streamFrame } from "./stream-frame.ts";

const dnsPort = 53;

export interface ExchangeOptions {
  /** Whether a message is what was asked for: others may have sent it. */
  readonly isReply: (bytes: Uint8Array) => boolean;
  readonly timeoutMs: number;
}

/** Sends a message to a server; undefined where no reply comes in time, or nothing listens there. */
export type Exchange = (
  server: string,
  message: Uint8Array,
  options: ExchangeOptions,
) => Promise<Uint8Array | undefined>;

/** From a port that nobody else knows, and that hears this server alone. */
export const exchangeUdp: Exchange = (server, message, { isReply, timeoutMs }) =>
  new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.split("%")[0]!) ? "udp6" : "udp4");
    const end = (reply?: Uint8Array) => {
      clearTimeout(timer);
      socket.removeAllListeners("message").close();
      resolve(reply);
    };
    const endOnce = once(end);
    const timer = setTimeout(endOnce, timeoutMs);
    socket.on("error", () => endOnce());
    socket.on("message", (bytes) => {
      if (isReply(bytes)) endOnce(bytes);
    });
    socket.connect(dnsPort, server, (error?: Error) => {
      if (error) endOnce();
      else socket.send(message, (failure) => failure && endOnce());
    });
  });

export const exchangeTcp: Exchange = (server, message, { isReply, timeoutMs }) =>
  new Promise((resolve) => {
    const socket = connect({ host: server, port: dnsPort });
    const framer = new StreamFramer();
    const end = (reply?: Uint8Array) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const endOnce = once(end);
    const timer = setTimeout(endOnce, timeoutMs);
    socket.on("error", () => endOnce());
    socket.on("close", () => endOnce());
    socket.on("connect", () => socket.write(streamFrame(message)));
    socket.on("data", (bytes) => {
      for (const reply of framer.push(bytes)) if (isReply(reply)) endOnce(reply);
    });
  });

function once(end: (reply?: Uint8Array) => void): (reply?: Uint8Array) => void {
  let isOver = false;
  return (reply) => {
    if (isOver) return;
    isOver = true;
    end(reply);
  };
}
