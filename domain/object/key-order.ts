/** Above all that one UTF-16 unit holds stand the surrogate pairs, whose units do not: in UTF-8 they come last. */
const FIRST_SURROGATE = 0xd8_00;
const FIRST_BEHIND = 0xe0_00;
const SURROGATES = FIRST_BEHIND - FIRST_SURROGATE;
const UNITS = 0x1_00_00;

/**
 * Compares two keys by their UTF-8 bytes: the order in which S3 lists (API reference, ListObjectsV2) and in which
 * PostgreSQL sorts with `collate "C"`. Negative if the first comes first. JavaScript's own `<` compares UTF-16 units.
 */
export function byUtf8(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let at = 0; at < shorter; at += 1) {
    const unit = one.charCodeAt(at);
    const otherUnit = other.charCodeAt(at);
    if (unit !== otherUnit) {
      return rank(unit) - rank(otherUnit);
    }
  }
  return one.length - other.length;
}

function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) {
    return unit;
  }
  return unit < FIRST_BEHIND ? unit + UNITS : unit - SURROGATES;
}
