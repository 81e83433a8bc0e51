import { LoaderError } from '../../domain/errors.ts';
import { codedMessage } from '../cli/output.ts';

/** What was asked for, or what is wrong with the question: said in the form that asked, as it was filled in. */
export interface Told<Result> {
  readonly result: Result | undefined;
  readonly wrong: string | undefined;
}

/** @throws whatever is no fault of the question */
export async function told<Result>(answer: Promise<Result>): Promise<Told<Result>> {
  try {
    return { result: await answer, wrong: undefined };
  } catch (error) {
    if (error instanceof LoaderError && error.verdict === 'usage') {
      return { result: undefined, wrong: codedMessage(error) };
    }
    throw error;
  }
}
