import { LoaderError } from '../domain/errors.ts';
import { type ObjectIdentity, objectUrl } from '../domain/object/identity.ts';
import type { LoadedFile } from '../domain/ports/load-files.ts';
import { shellWord } from '../domain/shell-word.ts';
import { type Table, targetName } from '../domain/table/table.ts';

/** More would make a message that nobody reads. */
const MOST_NAMED = 20;

/**
 * A file that is not loaded, and a row that is set aside, may hold a key whose row would go.
 * @throws LoaderError LOAD_INCOMPLETE that names them
 */
export function refuseUnfinished(
  missing: readonly Pick<ObjectIdentity, 'bucket' | 'key'>[],
  { table, loaded }: { readonly table: Table; readonly loaded: readonly LoadedFile[] },
): void {
  if (missing.length > 0) {
    const urls = missing.map(objectUrl);
    throw new LoaderError('LOAD_INCOMPLETE', {
      reason: `${missing.length} of the full load's files ${missing.length === 1 ? 'is' : 'are'} not loaded: ${listed(urls)}`,
      remedy: `load them: dms-loader load ${listed(urls.map(shellWord))}; what was refused says why in dms_loader.load_history`,
    });
  }
  const withRows = loaded.filter(({ setAside }) => setAside > 0);
  if (withRows.length > 0) {
    const name = shellWord(targetName(table));
    throw new LoaderError('LOAD_INCOMPLETE', {
      reason: `rows of the full load are set aside, and their older selves would go: ${listed([...new Set(withRows.map(objectUrl))])}`,
      remedy: `load them with a mended mapping first: dms-loader quarantine retry ${name}; or give up what cannot be mended: dms-loader quarantine drop ${name} --reason <text>`,
    });
  }
}

function listed(urls: readonly string[]): string {
  const rest = urls.length - MOST_NAMED;
  return `${urls.slice(0, MOST_NAMED).join(' ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
