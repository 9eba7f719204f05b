import type { Builder } from "../buildkit/builder.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { buildServices } from "./build-session.ts";
import { buildFiles } from "./context/build-files.ts";
import { openBuilder } from "./open-builder.ts";
import { frontendAttrs } from "./plan/frontend-attrs.ts";
import type { BuildContext, BuildOptions } from "./run-build.ts";
import { buildSurroundings } from "./surroundings.ts";
import { watchedSolve } from "./watched-solve.ts";

/** What can be asked, and how a frontend's list of requests calls it. */
const requests = {
  check: "frontend.lint",
  outline: "frontend.outline",
  targets: "frontend.targets",
  "subrequests.describe": "frontend.subrequests.describe",
} as const;

export type FrontendQuestion = keyof typeof requests;

export const frontendQuestions = Object.keys(requests) as FrontendQuestion[]; // Which Object.keys forgets.

/** As the frontend gives it. */
export interface FrontendAnswer {
  /** For people. */
  readonly text: string;
  /** The same as JSON. */
  readonly json: string;
  /** Other than 0 where a check has found something. */
  readonly exitCode: number;
}

/**
 * Asks what a Dockerfile is, without building it: its targets, the arguments and secrets that one takes, or what is questionable in it. Throws
 * UNSUPPORTED where the frontend does not know the question, and what a build throws.
 */
export async function askFrontend(
  context: BuildContext,
  options: BuildOptions,
  question: FrontendQuestion,
): Promise<FrontendAnswer> {
  const { provenance: _, sbom: __, attest: ___, ...asked } = options; // Of what is built.
  const attrs = frontendAttrs(asked, await buildSurroundings(context));
  await using files = await buildFiles(context, options);
  using opened = await openBuilder(context, options);
  const { builder } = opened;
  const services = { secrets: new Map(), agents: new Map(), targets: new Map() };
  let answer: FrontendAnswer | undefined;
  await watchedSolve(context, builder, options, {
    request: { frontendAttrs: files.attrs }, // For hints about its Dockerfile: no frontend is named.
    methods: new Map([...buildServices(context, { ...files, ...services }), ...files.methods]),
    ...{ sharedKey: files.sharedKey, directories: files.directories },
    asFrontend: async ({ ref, signal }) => {
      const ask = (id: string) => answerTo(builder, { ref, signal, attrs: { ...attrs, ...files.attrs }, id });
      const known = requestNames((await ask(requests["subrequests.describe"])).json);
      if (!known.includes(requests[question])) throw unknownQuestion(question, known);
      answer = await ask(requests[question]);
      await builder.gatewayReturn(ref, { signal });
    },
  });
  return answer!; // The solve does not end without it.
}

interface Asked {
  readonly ref: string;
  readonly signal: AbortSignal;
  readonly attrs: Readonly<Record<string, string>>;
  readonly id: string;
}

/** BuildKit waits three seconds for the solve to begin that the call belongs to, which a busy machine may need more of. */
const attempts = 5;

async function answerTo(builder: Builder, { ref, signal, attrs, id }: Asked): Promise<FrontendAnswer> {
  const frontendOpt = { ...attrs, requestid: id, "frontend.caps": "moby.buildkit.frontend.subrequests" };
  for (let attempt = 1; ; attempt++) {
    try {
      const metadata = await builder.gatewaySolve(ref, { frontend: "dockerfile.v0", frontendOpt }, { signal });
      const text = (name: string) => Buffer.from(metadata[name] ?? []).toString();
      return {
        text: text("result.txt"),
        json: text("result.json"),
        exitCode: Number(text("result.statuscode")),
      };
    } catch (error) {
      if (attempt === attempts || !hasNotBegun(error)) throw error;
    }
  }
}

/** It has no status of its own. From BuildKit, control/gateway, "no such job". */
function hasNotBegun(error: unknown): boolean {
  return isNerdError(error) && /^no such job /.test(error.message);
}

function requestNames(json: string): readonly string[] {
  const described = JSON.parse(json || "[]") as readonly { readonly name: string }[]; // From BuildKit, subrequests.Request.
  return described.map(({ name }) => name);
}

function unknownQuestion(question: FrontendQuestion, known: readonly string[]): NerdError {
  const answered = frontendQuestions.filter((name) => known.includes(requests[name])).join(", ");
  return new NerdError("UNSUPPORTED", `the builder's Dockerfile frontend does not know --call ${question}`, {
    hint:
      question === "check"
        ? `it is older than 1.8, and knows ${answered}: begin the Dockerfile with # syntax=docker/dockerfile:1, or use a newer BuildKit`
        : `it knows ${answered}`,
  });
}
