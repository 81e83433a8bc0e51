/** A request that is not answered, with its HTTP status. The sentence is shown to whoever asked. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown through `await`s to the one place that answers; no failure of the program. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

export function refused(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Refused {
  return new Refused({ status, sentence, headers });
}
