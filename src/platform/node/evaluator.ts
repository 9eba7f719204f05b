import { type Runtime, Session } from "node:inspector";
import { isBuildFailure } from "../compiled/compile-failure.ts";
import { withEsbuild } from "../compiled/esbuild.ts";
import type { Completion, Evaluator } from "../evaluator.ts";

/** V8's own prompt: the inspector in this very process, which no port leads to. */
export function createEvaluator(): Evaluator {
  const session = new Session();
  session.connect();
  const receive = storeValueIn();

  async function evaluate(parameters: Parameters): Promise<Completion> {
    const { result, exceptionDetails } = await evaluateRemotely(session, parameters);
    const object = exceptionDetails?.exception ?? result;
    const value = await receive(session, object);
    if (exceptionDetails !== undefined) throw value;
    return { value };
  }

  return {
    evaluate: (expression) => evaluate({ expression, replMode: true, awaitPromise: true, objectGroup }),
    async peek(expression) {
      const silent = { throwOnSideEffect: true, silent: true, timeout: 100 } as const;
      return (await evaluate({ expression, replMode: true, objectGroup, ...silent })).value;
    },
    stripTypes: (code) => transformed(code, { using: true }),
    lowerUsing: (code) => transformed(code, { using: false }),
  };
}

/** What the inspector keeps alive for us, let go of once the value is in our hands. */
const objectGroup = "nerdsh";

/** Chrome DevTools Protocol, "Runtime.evaluate": Node's types leave out the newer parameters. */
interface Parameters extends Runtime.EvaluateParameterType {
  readonly replMode: true;
  readonly throwOnSideEffect?: true;
  readonly timeout?: number;
}

function evaluateRemotely(session: Session, parameters: Parameters): Promise<Runtime.EvaluateReturnType> {
  return new Promise((resolve, reject) => {
    session.post("Runtime.evaluate", parameters, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** The inspector speaks of values by id; a call of a function of ours hands the value itself over. */
function storeValueIn(): (session: Session, object: Runtime.RemoteObject) => Promise<unknown> {
  const slot = Symbol.for("nerdsh.evaluator");
  const functionDeclaration = `function (value) { globalThis[Symbol.for("nerdsh.evaluator")] = value; }`;
  return (session, { objectId, unserializableValue, value }) =>
    new Promise((resolve, reject) => {
      const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
      session.post("Runtime.evaluate", { expression: "globalThis", objectGroup }, (failure, { result }) => {
        if (failure || result.objectId === undefined) return reject(failure);
        const call = { functionDeclaration, objectId: result.objectId, arguments: [argument], objectGroup };
        session.post("Runtime.callFunctionOn", call, (error) => {
          session.post("Runtime.releaseObjectGroup", { objectGroup });
          const received: unknown = Reflect.get(globalThis, slot);
          Reflect.deleteProperty(globalThis, slot);
          return error ? reject(error) : resolve(received);
        });
      });
    });
}

/** Other syntax than this one is at most what Node 20 knows. */
async function transformed(code: string, { using }: { readonly using: boolean }): Promise<string> {
  // Without this, imports that the line itself does not use would be taken for types.
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  const options = { loader: "ts", tsconfigRaw, target: "es2022", supported: { using }, logLevel: "silent" } as const;
  try {
    return (await withEsbuild(async (esbuild) => await esbuild.transform(code, options))).code;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new SyntaxError(error.errors[0]?.text ?? error.message);
  }
}
