import { LoaderError } from '../../domain/errors.ts';
import type { MemoryShares } from '../../domain/memory-shares.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { FileReader, ReadingWay, SourceBatch, SourceFile } from '../../domain/ports/files.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import { placed } from './fault.ts';
import { fetchGroup, type GroupRequest, type RawGroup } from './fetch.ts';
import { type Footer, readFooter } from './footer.ts';
import { isAsked, nextBatch, openGroup } from './group.ts';
import { PARQUET_LIMITS, type ParquetLimits, parquetLimits } from './limits.ts';
import { type RowGroup, rowGroupsOf } from './row-groups.ts';
import { columnsOf } from './schema.ts';
import { type ByteSource, tailCached } from './source.ts';

/**
 * Reads Parquet files as DMS writes them, by ranges, a few pages of a row group at a time; the next bytes are fetched meanwhile. Values
 * are exact. Errors: PARQUET_* and OBJECT_EMPTY for what is wrong with the bytes, ROW_BAD for text that is not UTF-8 (unless it is to be marked), and
 * those of `StoredObject.read` as they are.
 */
export function makeParquetReader(limits: ParquetLimits = PARQUET_LIMITS): FileReader {
  return { open: object => open(object, limits) };
}

export const parquetReader: FileReader = makeParquetReader();

export function parquetReaderWithin(shares: MemoryShares): FileReader {
  return makeParquetReader(parquetLimits(shares));
}

async function open(object: StoredObject, limits: ParquetLimits): Promise<SourceFile> {
  const url = objectUrl(object);
  const source = tailCached(object);
  try {
    return describe(await readFooter(source, limits), { source, limits, url });
  } catch (error) {
    throw error instanceof LoaderError && error.details.object === undefined ? error.at({ object: url }) : error;
  }
}

function describe(
  footer: Footer,
  { source, limits, url }: { source: ByteSource; limits: ParquetLimits; url: string },
): SourceFile {
  const { columns, groups } = structureOf(footer);
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rowCount: groups.reduce((sum, group) => sum + group.rowCount, 0),
    rowGroups: groups.map(group => group.rowCount),
    read(names, way = {}) {
      const wanted = names.map(name => indexOf(columns, name));
      return readGroups(source, groupsIn(groups, way), { columns, wanted, limits, url, ...way });
    },
  };
}

/** The checked columns and row groups of a footer. */
export function structureOf({ metadata, start }: Footer) {
  try {
    const columns = columnsOf(metadata.schema);
    const groups = rowGroupsOf(metadata, { columns, footerStart: start });
    return { columns, groups: groups.filter(group => group.rowCount > 0) };
  } catch (error) {
    throw placed(error, {});
  }
}

function indexOf(columns: readonly { readonly name: string }[], name: string): number {
  const index = columns.findIndex(column => column.name === name);
  if (index < 0) {
    throw new RangeError(`no column ${name} in the file`);
  }
  return index;
}

/** Those that have a row of the wanted ones. */
function groupsIn(groups: readonly RowGroup[], { fromRow = 1, beforeRow = Number.POSITIVE_INFINITY }: ReadingWay) {
  return groups.filter(
    ({ firstRow, rowCount }) => Math.max(fromRow, firstRow) < Math.min(beforeRow, firstRow + rowCount),
  );
}

/** Batches in file order. Once all of a group is on its way, so is the start of the next one; never more than that. */
async function* readGroups(
  source: ByteSource,
  groups: readonly RowGroup[],
  request: GroupRequest,
): AsyncGenerator<SourceBatch> {
  let ahead = ask(groups[0]);
  for (const [index, group] of groups.entries()) {
    const reading = openGroup(group, (await ahead) ?? new Map(), request);
    ahead = undefined;
    do {
      ahead ??= isAsked(reading) ? ask(groups[index + 1]) : undefined;
      yield await nextBatch(reading);
    } while (reading.row < reading.beforeRow);
    ahead ??= ask(groups[index + 1]);
  }

  function ask(group: RowGroup | undefined): Promise<RawGroup> | undefined {
    const fetching = group === undefined ? undefined : fetchGroup(source, group, request);
    // Awaited in its turn; when the reader is given up before, nobody is left to hear of its failure.
    fetching?.catch(() => undefined);
    return fetching;
  }
}
