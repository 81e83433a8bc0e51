import { type CatalogueEntry, ERROR_CATALOGUE } from '../../domain/error-catalogue/catalogue.ts';

/** What is known of an error by its code; codes of a ledger may be those of another version. */
export function explained(code: string): CatalogueEntry | undefined {
  return ERROR_CATALOGUE.find(entry => entry.code === code);
}
