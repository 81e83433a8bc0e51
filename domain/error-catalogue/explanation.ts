/** What an error means, for people who meet its code: sentences without a full stop at their end. */
export interface Explanation {
  readonly cause: string;
  readonly remedy: string;
  /** What became of the data, where it is not what the verdict says (catalogue.ts). */
  readonly data?: string;
}
