/** Asks on the next frame, so that letters typed in one frame are one question; an answer that a later question has overtaken is dropped. */
export class Latest<Question, Answer> {
  #number = 0;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly answered: (answer: Answer) => void,
    private readonly failed: (thrown: unknown) => void,
    private readonly nextFrame: (run: () => void) => void = (run) => requestAnimationFrame(run),
  ) {}

  /** Asks; what was asked before is not answered any more. */
  put(question: Question): void {
    const number = ++this.#number;
    const isLatest = (): boolean => number === this.#number;
    this.nextFrame(() => {
      if (!isLatest()) return;
      this.ask(question).then(
        (answer) => {
          if (isLatest()) this.answered(answer);
        },
        (thrown: unknown) => {
          if (isLatest()) this.failed(thrown);
        },
      );
    });
  }

  /** Nothing asked so far is answered any more. */
  forget(): void {
    this.#number += 1;
  }
}
