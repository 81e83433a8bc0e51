/** All hostile files, by kind. */
import type { HostileGroup } from '../hostile-class.ts';
import { CODECS } from './codecs.ts';
import { CSV } from './csv.ts';
import { CUTS } from './cuts.ts';
import { ENCODINGS } from './encodings.ts';
import { FOOTERS } from './footers.ts';
import { GZIPPED_CSV } from './gzipped-csv.ts';
import { PAGES } from './pages.ts';
import { ROW_GROUPS } from './row-groups.ts';
import { SCHEMAS } from './schemas.ts';
import { VALUES } from './values.ts';

const PARQUET = 'dmstest/test_product/LOAD00000001.parquet';

export const HOSTILE_GROUPS: readonly HostileGroup[] = [
  { title: 'a Parquet file that was cut or is none', key: PARQUET, classes: CUTS },
  { title: 'Parquet: footer', key: PARQUET, classes: FOOTERS },
  { title: 'Parquet: schema', key: PARQUET, classes: SCHEMAS },
  { title: 'Parquet: row groups and chunks', key: PARQUET, classes: ROW_GROUPS },
  { title: 'Parquet: pages', key: PARQUET, classes: PAGES },
  { title: 'Parquet: encodings', key: PARQUET, classes: ENCODINGS },
  { title: 'Parquet: codecs', key: PARQUET, classes: CODECS },
  { title: 'Parquet: values', key: PARQUET, classes: VALUES },
  { title: 'CSV', key: 'dmstest/test_product/LOAD00000001.csv', classes: CSV },
  { title: 'CSV in gzip', key: 'dmstest/test_product/LOAD00000001.csv.gz', classes: GZIPPED_CSV },
];
