import type { LogOpts, LogSubject } from "../../../src/container/logs/drivers/driver.ts";
import { driverOf, parseLogConfig } from "../../../src/container/logs/log-options.ts";
import { prepareLog } from "../../../src/container/logs/logger.ts";
import { type LogDirectory, ownLogger, RunningLogger } from "./running-logger.ts";

export const subject: LogSubject = {
  id: "c0ffee".padEnd(64, "0"),
  name: "web",
  imageName: "docker.io/library/busybox:latest",
  imageId: `sha256:${"ab".repeat(32)}`,
  command: ["sh", "-c", "echo"],
  labels: { team: "blue", other: "x" },
  env: ["STAGE=test", "PATH=/bin"],
};

/** This machine's logger with a driver, as a container of `subject` would have it. */
export async function driverLogger(
  directory: LogDirectory,
  { driver, options = {}, through = [] }: { driver: string; options?: LogOpts; through?: readonly string[] },
): Promise<RunningLogger> {
  const config = parseLogConfig({ logDriver: driver, logOpt: options });
  if ("uri" in config) throw new Error(`${driver} is no driver`);
  await prepareLog(directory.file, { config, subject, address: "/run/containerd.sock" });
  const { native, words } = driverOf(config);
  const logger = new RunningLogger(
    [...through, ...ownLogger],
    [native, ...words(config.options)].join(","),
    directory.file,
  );
  await logger.ready;
  return logger;
}
