import { LoaderError } from '../errors.ts';
import { type Table, targetName } from '../table/table.ts';
import { type Routes, routeKey } from './route.ts';

/** What the mappings say of targets, for questions to the ledger: of an object that failed it knows the key only. */
export interface Mapped {
  /** Each once. */
  readonly targets: readonly Table['target'][];
  /** `schema.table` that the files of a folder go to; undefined where no mapping takes them, or each row names its table. */
  targetOf(place: Folder): string | undefined;
}

/** All of a key before the name of the file, with the slash at its end. */
export interface Folder {
  readonly bucket: string;
  readonly folder: string;
}

export function mappedBy(routes: Routes): Mapped {
  const targets = new Map([...routes.tables.values()].map(table => [targetName(table), table.target]));
  return {
    targets: [...targets.values()],
    targetOf({ bucket, folder }) {
      const folders = folder.split('/').slice(0, -1);
      const routed = routeKey({ kind: 'stray', folders, file: '' }, routes, bucket);
      return routed instanceof LoaderError || routed.kind !== 'table' ? undefined : targetName(routed.table);
    },
  };
}
