import type { FlagTable } from "../../define-command.ts";
import { refusedVerificationFlags, verificationFlags } from "../../image/verification.ts";

/** What it is made from, and what it is known by. */
export const identityFlags = {
  cidfile: {
    type: "string",
    value: "file",
    summary: "Write the container's id to a file, which must not be there yet",
  },
  "disable-content-trust": { type: "bool", default: true, summary: "Accepted for Docker's scripts: nothing is signed" },
  label: { type: "pairs", short: "l", summary: "Set a label" },
  "label-file": { type: "list", value: "file", summary: "Read labels from a file, one KEY=value a line" },
  name: { type: "string", summary: "Name of the container" },
  pidfile: { type: "string", value: "file", summary: "Write the number of its process to a file" },
  platform: { type: "string", value: "platform", summary: "Platform of the image, such as linux/arm64" },
  pull: {
    type: "string",
    default: "missing",
    choices: ["always", "missing", "never"],
    summary: "When to pull the image",
  },
  quiet: { type: "bool", short: "q", summary: "Show no progress of the pull" },
  rootfs: { type: "bool", summary: "IMAGE is a directory of the host that is the root file system" },
  ...verificationFlags,
} as const satisfies FlagTable;

/** What an image cannot come from here, and why. */
export const refusedIdentityFlags = {
  ...refusedVerificationFlags,
  "ipfs-address": "images come from registries and archives",
  "storage-opt": "containerd's snapshotters have no size for one container",
} as const;
