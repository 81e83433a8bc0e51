import type { CodeOf } from '../errors.ts';
import type { Explanation } from './explanation.ts';

/** What an operator or developer said wrongly. */
export const USAGE: Readonly<Record<CodeOf<'usage'>, Explanation>> = {
  MAPPING_INVALID: {
    cause: 'A mapping or a source cannot be used; the message names every fault',
    remedy: 'Correct it (docs/add-a-table.md); nothing is consumed until then',
  },
  CONFIG_INVALID: {
    cause: 'The environment, or the module of tables, cannot be used; the message names every fault',
    remedy: 'Correct it; `dms-loader config` shows what is in force and where it comes from',
  },
  COMMAND_INVALID: {
    cause: 'A command was called with what it cannot use',
    remedy: 'See `dms-loader <command> --help`',
  },
};
