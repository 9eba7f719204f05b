import { parsePipeline } from "./expression-parser.ts";
import { Fault } from "./fault.ts";
import { tokenize } from "./lexer.ts";
import type { Node, Pipeline, Syntax } from "./syntax.ts";
import { keywords, type Token } from "./token.ts";
import { TokenStream } from "./token-stream.ts";

type Keyword = typeof keywords extends Set<infer Word> ? Word : never;

/** Reads a whole template; `functions` are the names that it may call. */
export function parse(source: string, functions: ReadonlySet<string>): Syntax {
  return new Parser(new TokenStream(source, tokenize(source)), functions).template();
}

/** Recursive descent, one method a construct. Each reads its own `end`. */
class Parser {
  readonly #tokens: TokenStream;
  readonly #functions: ReadonlySet<string>;
  readonly #defined = new Map<string, readonly Node[]>();
  /** `$` is what the template was given. */
  #variables = ["$"];
  #rangeDepth = 0;

  constructor(tokens: TokenStream, functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#functions = functions;
  }

  template(): Syntax {
    const [body, stop] = this.#nodes();
    if (stop.keyword !== undefined) throw this.#tokens.unexpected(stop.token, "template: nothing is open here");
    return { body, defined: this.#defined };
  }

  /** Nodes up to the `else`, the `end` or the end of the template that stops them. */
  #nodes(): [nodes: Node[], stop: Stop] {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#tokens.next();
      if (token.kind === "end") return [nodes, { keyword: undefined, token }];
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      const word = this.#keyword();
      if (word === undefined) nodes.push({ kind: "action", pipeline: this.#pipeline("command") });
      else if (word.keyword === "end" || word.keyword === "else") return [nodes, { ...word, keyword: word.keyword }];
      else nodes.push(...this.#construct(word.keyword, word.token));
    }
  }

  #construct(keyword: Exclude<Keyword, "end" | "else">, token: Token): Node[] {
    switch (keyword) {
      case "if":
      case "with":
      case "range":
        return [this.#control(keyword, token)];
      case "break":
      case "continue":
        if (this.#rangeDepth === 0) throw this.#tokens.error(token, new Fault(`${keyword} outside of range`));
        this.#tokens.expect("close", keyword);
        return [{ kind: keyword }];
      case "template":
        return [this.#invocation(token)];
      case "define":
        this.#define(keyword, token);
        return [];
      case "block":
        return [this.#block(token)];
    }
  }

  #control(keyword: "if" | "with" | "range", opening: Token): Node {
    const scope = this.#variables;
    this.#variables = [...scope];
    const pipeline = this.#pipeline(keyword);
    if (keyword === "range") this.#rangeDepth++;
    const [body, stop] = this.#nodes();
    if (keyword === "range") this.#rangeDepth--;
    const otherwise = this.#otherwise(keyword, opening, stop);
    this.#variables = scope;
    return { kind: keyword, pipeline, body, otherwise };
  }

  /** `{{else}}`, or `{{else if}}`, whose one `{{end}}` closes both. */
  #otherwise(keyword: "if" | "with" | "range", opening: Token, stop: Stop): readonly Node[] {
    if (stop.keyword === undefined) throw this.#unclosed(keyword, opening);
    if (stop.keyword === "end") {
      this.#tokens.expect("close", "end");
      return [];
    }
    const chained = keyword === "range" ? undefined : this.#tokens.accept("word", keyword);
    if (chained) return [this.#control(keyword, opening)];
    this.#tokens.expect("close", "else");
    const [nodes, last] = this.#nodes();
    if (last.keyword !== "end") throw this.#unclosed(keyword, opening);
    this.#tokens.expect("close", "end");
    return nodes;
  }

  #invocation(token: Token): Node {
    const name = this.#name("template");
    const pipeline = this.#tokens.accept("close") ? undefined : this.#pipeline("template");
    return { kind: "template", name, pipeline, offset: token.offset };
  }

  #define(keyword: "define" | "block", opening: Token): string {
    const name = this.#name(keyword);
    this.#tokens.expect("close", keyword);
    this.#defineBody(name, keyword, opening);
    return name;
  }

  /** A template defined and run at once. */
  #block(opening: Token): Node {
    const name = this.#name("block");
    const pipeline = this.#pipeline("block");
    this.#defineBody(name, "block", opening);
    return { kind: "template", name, pipeline, offset: opening.offset };
  }

  #defineBody(name: string, keyword: "define" | "block", opening: Token): void {
    const outer = { variables: this.#variables, rangeDepth: this.#rangeDepth };
    this.#variables = ["$"];
    this.#rangeDepth = 0;
    const [body, stop] = this.#nodes();
    if (stop.keyword !== "end") throw this.#unclosed(keyword, opening);
    this.#tokens.expect("close", "end");
    this.#defined.set(name, body);
    this.#variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
  }

  #pipeline(where: string): Pipeline {
    const names = { functions: this.#functions, variables: this.#variables };
    return parsePipeline(this.#tokens, names, where, "close");
  }

  #name(where: string): string {
    const token = this.#tokens.expect("literal", where);
    if (typeof token.value !== "string") throw this.#tokens.unexpected(token, `${where}: a name is a quoted string`);
    return token.value;
  }

  #keyword(): { keyword: Keyword; token: Token } | undefined {
    const token = this.#tokens.skipSpace();
    const keyword = [...keywords].find((word) => token.kind === "word" && word === token.text);
    return keyword && { keyword, token: this.#tokens.next() };
  }

  #unclosed(keyword: string, opening: Token) {
    return this.#tokens.error(opening, new Fault(`${keyword} is not closed`, { hint: "end it with {{end}}" }));
  }
}

/** Why a list of nodes ended; without keyword, because the template did. */
type Stop = { readonly keyword: "end" | "else" | undefined; readonly token: Token };
