/** Float as text, the shortest that reads back as the same float: what PostgreSQL prints and casts to numeric, too. */

/** Digits that any 32-bit float needs at most. */
const MOST_FLOAT32_DIGITS = 9;

/** `0.1` for the 32-bit float next to 0.1, of which JavaScript would say `0.10000000149011612`. */
export function floatText(value: number, bits: 32 | 64): string {
  if (bits === 32 && Number.isFinite(value)) {
    for (let digits = 1; digits < MOST_FLOAT32_DIGITS; digits += 1) {
      const shorter = Number(value.toPrecision(digits));
      if (Math.fround(shorter) === value) {
        return signed(shorter);
      }
    }
    return signed(Number(value.toPrecision(MOST_FLOAT32_DIGITS)));
  }
  return signed(value);
}

/** String() forgets the sign of a negative zero. */
function signed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
