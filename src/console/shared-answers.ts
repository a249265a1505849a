interface Kept<Answer> {
  answer: Answer;
  until: number;
}

/**
 * One answer for all who ask the same at the same time. A question is asked once at a time; whoever
 * comes while it is being answered gets the next answer, with all others who wait for that, so that
 * nobody is told of a time before they asked. Only what `keepMs` allows is told again.
 */
export class SharedAnswers<Answer> {
  private readonly asked = new Map<string, Promise<Answer>>();
  private readonly next = new Map<string, Promise<Answer>>();
  private readonly kept = new Map<string, Kept<Answer>>();

  /**
   * @param keepMs for how long after it was asked for an answer may be told again; 0: never
   * @param now monotonic, in milliseconds
   */
  constructor(
    private readonly keepMs: (answer: Answer) => number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Answers or fails as `find` does, to all of them alike. */
  ask(question: string, find: () => Promise<Answer>): Promise<Answer> {
    const told = this.recall(question);
    if (told) return Promise.resolve(told.answer);
    const asked = this.asked.get(question);
    if (!asked) return this.begin(question, find);
    let next = this.next.get(question);
    if (!next) {
      const again = (): Promise<Answer> => {
        this.next.delete(question);
        const told = this.recall(question);
        return told ? Promise.resolve(told.answer) : this.begin(question, find);
      };
      next = asked.then(again, again);
      this.next.set(question, next);
    }
    return next;
  }

  private async begin(question: string, find: () => Promise<Answer>): Promise<Answer> {
    const askedAt = this.now();
    const asked = find();
    this.asked.set(question, asked);
    try {
      const answer = await asked;
      const keepMs = this.keepMs(answer);
      if (keepMs > 0) this.kept.set(question, { answer, until: askedAt + keepMs });
      return answer;
    } finally {
      this.asked.delete(question);
    }
  }

  private recall(question: string): Kept<Answer> | undefined {
    for (const [each, { until }] of this.kept) {
      if (until <= this.now()) this.kept.delete(each);
    }
    return this.kept.get(question);
  }
}
