/** What a cell of the first table of docs/schema-drift.md claims of a file. */
export interface Claims {
  readonly refused: string | undefined;
  readonly isBadRow: boolean;
  readonly isNoted: boolean;
  readonly isAdded: boolean;
  readonly isRescued: boolean;
}

export function claimsOf(cell: string): Claims {
  return {
    refused: /refused, `(?<code>\w+)`/u.exec(cell)?.groups?.['code'],
    isBadRow: cell.includes('a bad row'),
    isNoted: cell.includes('noted'),
    isAdded: cell.includes('added'),
    isRescued: cell.includes('`_dms_extra`'),
  };
}
