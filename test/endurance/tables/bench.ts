/** The mapping of the benchmark's files, for LOADER_TABLES. */
import { benchProduct } from '../../../bench/table.ts';

export default [benchProduct];
