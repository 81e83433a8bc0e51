/** A table by the two names that it has in the folders of a key, in a row, or in a mapping. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** `SCHEMA.TABLE`, the way a table of the source database is named to people. Oracle folds names to capitals. */
export function sourceName({ schema, table }: TableName): string {
  return `${schema}.${table}`.toUpperCase();
}

/** Equal for names that differ in case only. A slash parts the two: a folder cannot have one. */
export function folded({ schema, table }: TableName): string {
  return `${schema}/${table}`.toLowerCase();
}

/** The first pattern of an ignore list that covers a table. */
export function ignoringPattern(
  name: TableName,
  { ignore }: { readonly ignore: readonly string[] },
): string | undefined {
  return ignore.find(pattern => covers(pattern, name));
}

/**
 * Does a pattern such as `SCHEMA.TMP_*` cover a table, without regard to case? `*` stands for any characters, or none.
 * Looks for the parts between the stars from left to right, which takes no more than one pass over the name.
 */
function covers(pattern: string, name: TableName): boolean {
  const [first = '', ...rest] = pattern.toUpperCase().split('*');
  const text = sourceName(name);
  const last = rest.pop();
  if (last === undefined) {
    return text === first;
  }
  if (!text.startsWith(first)) {
    return false;
  }
  let end = first.length;
  for (const part of rest) {
    const start = text.indexOf(part, end);
    if (start < 0) {
      return false;
    }
    end = start + part.length;
  }
  return text.length - last.length >= end && text.endsWith(last);
}
