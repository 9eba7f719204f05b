/**
 * A server of Go asks with each message, unless an answer is under way, how much is sent meanwhile, to set windows by it: that takes both sides as much as a
 * short call itself. So small requests let it wait.
 */
const waitMs = 30;

/** What a server is answered that asks how far it is (RFC 9113, section 6.7). */
export class PingAnswers {
  readonly #send: (payload: Buffer) => void;
  readonly #owed: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isPatient = true;
  #isOver = false;

  constructor(send: (payload: Buffer) => void) {
    this.#send = send;
  }

  owe(payload: Buffer): void {
    if (this.#isOver) return;
    this.#owed.push(payload);
    if (this.#isPatient) this.#timer ??= setTimeout(() => this.#pay(), waitMs).unref();
    else this.#pay();
  }

  /** From here on requests are large, and how fast they go depends on the answers: none waits any more. */
  hurry(): void {
    this.#isPatient = false;
    this.#pay();
  }

  /** The connection is over. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#owed.length = 0;
  }

  #pay(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const payload of this.#owed.splice(0)) this.#send(payload);
  }
}
