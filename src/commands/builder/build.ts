import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { solveFlags, stepFlags } from "./builder-flags.ts";

const noLimits = "BuildKit gives single builds no limits: --cgroup-parent names a group that has some";

export const buildCommand = defineCommand({
  name: "build",
  summary: "Build an image from a Dockerfile",
  args: { context: "required" },
  interspersed: true,
  flags: {
    ...solveFlags,
    ...stepFlags,
    "add-host": { type: "list", summary: "A line of the steps' hosts file: NAME:ADDRESS, or NAME:host-gateway" },
    allow: { type: "list", summary: "What steps may do that ask for it: network.host, security.insecure" },
    annotation: {
      type: "list",
      summary: "Annotate the image: [TYPE[PLATFORM]:]KEY=VALUE, where TYPE is manifest or index",
    },
    attest: { type: "list", summary: "Attest what is in the image: type=sbom or type=provenance, with their fields" },
    "cache-from": {
      type: "list",
      summary: "Take steps from that cache, too: an image, or type=registry, local, gha, s3, azblob",
    },
    "cache-to": { type: "list", summary: "Write the cache there, too: type=inline, registry, local, gha, s3, azblob" },
    call: {
      type: "string",
      default: "build",
      summary: "Ask instead of building: check, outline, targets, subrequests.describe; with ,format=json",
    },
    check: { type: "bool", summary: "The same as --call check: what is questionable in the Dockerfile" },
    "cgroup-parent": { type: "string", summary: "Cgroup of the steps" },
    compress: { type: "bool", summary: "Accepted for Docker's scripts: only changed files are sent" },
    "disable-content-trust": {
      type: "bool",
      default: true,
      summary: "Accepted for Docker's scripts: nothing is signed",
    },
    file: { type: "string", short: "f", value: "file", summary: "The Dockerfile; - reads it from stdin" },
    "force-rm": { type: "bool", summary: "Accepted for Docker's scripts: there are no containers in between" },
    iidfile: { type: "string", value: "file", summary: "Write the image's ID to a file" },
    label: { type: "pairs", summary: "Label of the image" },
    load: { type: "bool", summary: "Put an image into the store here, whatever other outputs there are" },
    "metadata-file": { type: "string", value: "file", summary: "Write what is known of the result to a file, as JSON" },
    "no-cache-filter": { type: "list", summary: "Take no step of these stages from the cache" },
    output: { type: "list", short: "o", summary: "What comes out: a directory, - for a tar, or type=…,dest=…" },
    platform: { type: "list", summary: "Build for that platform, such as linux/arm64; of several, an index" },
    push: { type: "bool", summary: "Push the image once it is built" },
    quiet: { type: "bool", short: "q", summary: "Show no progress, and print the image's ID" },
    rm: { type: "bool", default: true, summary: "Accepted for Docker's scripts: there are no containers in between" },
    "shm-size": { type: "bytes", summary: "Size of the steps' /dev/shm" },
    "source-policy-file": { type: "string", value: "file", summary: "BuildKit's policy of sources, as JSON" },
    tag: { type: "list", short: "t", value: "image", summary: "Name of the image; may be given several times" },
    tlscacert: { type: "string", value: "file", summary: "Authority of a builder at tcp://" },
    tlscert: { type: "string", value: "file", summary: "Certificate that a builder at tcp:// is shown" },
    tlskey: { type: "string", value: "file", summary: "Key of that certificate" },
    tlsservername: { type: "string", summary: "Name in the certificate of a builder at tcp://" },
    ulimit: { type: "list", summary: "Limit of each process of the steps: NAME=SOFT[:HARD]" },
  },
  refused: {
    print: "it has become --call",
    "cpu-period": noLimits,
    "cpu-quota": noLimits,
    "cpu-shares": noLimits,
    "cpuset-cpus": noLimits,
    "cpuset-mems": noLimits,
    memory: noLimits,
    "memory-swap": noLimits,
    isolation: "only Windows has isolations of containers",
    "security-opt":
      "the builder's daemon decides how its steps are confined; --allow security.insecure frees those that ask",
    squash: "BuildKit has no squashed images: copy a stage into one FROM scratch",
    stream: "BuildKit always takes of a context what it needs",
  },
  examples: [
    "build -t app .",
    "build -t app -f deploy/Dockerfile --target test --build-arg VERSION=1.2 .",
    "build -o out --secret id=token,env=TOKEN .",
    "build --platform linux/amd64,linux/arm64 --push -t registry.example.com/app .",
  ],
  async execute(context, options) {
    const { buildImage } = await import("../../build/build-image.ts");
    const { flagInput } = await import("../../build/flag-input.ts");
    const input = flagInput(context.cwd, options);
    const question = await questionOf(options);
    if (question === undefined) return await buildImage(context, input);
    const { askFrontend } = await import("../../build/ask-frontend.ts");
    const { text, json, exitCode } = await askFrontend(context, input, question.about);
    return { answer: question.isJson ? json : text, exitCode };
  },
  output: {
    kind: "exit",
    lines: (result, { quiet }) => {
      if ("answer" in result) return [result.answer.trimEnd()];
      return quiet && result.id !== undefined ? [result.id] : [];
    },
    status: (result) => ("exitCode" in result ? result.exitCode : 0),
  },
});

/** Undefined for a build. Throws INVALID_VALUE. */
async function questionOf({ call, check }: { readonly call: string; readonly check: boolean }) {
  if (call === "build" && !check) return undefined;
  const { frontendQuestions } = await import("../../build/ask-frontend.ts");
  const [name, ...fields] = call.split(",");
  const about = frontendQuestions.find((question) => question === (check ? "check" : name));
  const isKnown = fields.every((field) => field === "format=json" || field === "format=text");
  if (about !== undefined && isKnown) return { about, isJson: fields.includes("format=json") };
  throw new NerdError("INVALID_VALUE", `not a question to a Dockerfile's frontend: ${call}`, {
    hint: `write ${frontendQuestions.join(", ")}, each with ,format=json where a program reads it`,
  });
}
