/** Rows added to an object: none leaves it a small load, sent as parameters; so many make it a staged one. */
export const SIZES = [
  { size: 'small', padding: 0 },
  { size: 'staged', padding: 501 },
] as const;
