import { LoaderError } from '../../../domain/errors.ts';
import { callOf } from '../../../domain/inspect/guess.ts';
import { literal } from '../../../domain/inspect/literals.ts';
import { printMapping } from '../../../domain/inspect/print-mapping.ts';
import { type ProposedMapping, proposeMapping } from '../../../domain/inspect/propose-mapping.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import { mappingFile } from '../../../domain/object/unmapped.ts';
import { s3Store } from '../../wire.ts';
import type { Call } from '../command.ts';
import { makeLocalStore } from '../files/local-store.ts';
import type { ExitCode, Output } from '../output.ts';
import { type InspectedFile, inspectFile } from './file.ts';
import { type InspectRequest, inspectRequest } from './options.ts';
import { inspectionDocument, inspectionText } from './report.ts';
import { inspectTransactions } from './transactions.ts';
import { transactionsDocument, transactionsText } from './transactions-report.ts';

/** `dms-loader inspect`: what a file holds, and with --mapper a mapping for its table. */
export async function runInspect(call: Call): Promise<ExitCode> {
  const { environment, output } = call;
  const request = await inspectRequest(call);
  const store = makeLocalStore([request.item], s3Store());
  try {
    const stored = await store.open(request.item);
    if (request.key?.kind === 'transaction' && request.format === 'csv') {
      const sample = await inspectTransactions(stored, request, environment);
      output.answer(transactionsText(sample), transactionsDocument(sample));
      return 0;
    }
    const inspected = await inspectFile(stored, request, environment);
    if (request.isMapper) {
      tellMapping(inspected, output);
    } else {
      output.answer(inspectionText(inspected, request.rows), inspectionDocument(inspected, request.rows));
    }
    return 0;
  } catch (error) {
    throw namedAsAsked(error, request);
  } finally {
    await store.closeFiles();
  }
}

/** A local file has no URL but for the readers: it is called what it was called on the command line. */
function namedAsAsked(error: unknown, { item, object }: InspectRequest): unknown {
  return error instanceof LoaderError && error.details.object === objectUrl(item)
    ? new LoaderError(error.code, { ...error.details, object })
    : error;
}

function tellMapping({ sample }: InspectedFile, output: Output): void {
  const mapping = proposeMapping(sample);
  if (mapping.columns.length === 0) {
    throw noTable(sample.object, 'has no column of a table', 'name another file of the table');
  }
  const text = printMapping(mapping);
  const file = mapping.table === undefined ? null : mappingFile(mapping.table);
  output.answer(text, { mapping: text, file, key: mapping.key, columns: mapping.columns.map(columnDocument) });
  output.progress(
    `save it as ${file ?? 'a file in domain/tables/'}, add it to domain/tables/index.ts, and check each guess`,
  );
}

function columnDocument({ name, source, guess }: ProposedMapping['columns'][number]): Readonly<Record<string, string>> {
  const { maker, args } = callOf(guess.type);
  return { name, source, type: `${maker}(${args.map(literal).join(', ')})`, why: guess.why };
}

function noTable(object: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', { object, reason, remedy });
}
