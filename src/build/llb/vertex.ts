import type { Op, OpMetadata, Range } from "../../buildkit/protocol.ts";
import type { Draft } from "../../rpc/typed-method.ts";

/** A step of a build, as data: its own Op, without its inputs' digests, which are known when the graph is marshalled. */
export interface Vertex {
  readonly inputs: readonly Output[];
  /** `place` gives an input's place in the Op, and -1 for nothing. */
  readonly op: (place: (output: Output | undefined) => number, settings: DefinitionSettings) => Draft<Op>;
  readonly metadata: Draft<OpMetadata>;
  readonly location?: SourceLocation | undefined;
}

/** One of the file systems that a step leaves. */
export interface Output {
  readonly vertex: Vertex;
  readonly index: number;
}

/** What a graph does not know itself. */
export interface DefinitionSettings {
  /**
   * Tells the local directories of this build from those that another one has under the same names at the same time: any text, the
   * same for the same directories so that their steps have the same digests.
   */
  readonly localId?: string | undefined;
  /** The text of a source file, shown around a step that fails. */
  readonly sourceText?: ((filename: string) => Uint8Array | undefined) | undefined;
}

/** Where in a program a step was made. */
export interface SourceLocation {
  readonly filename: string;
  readonly range: Range;
}
