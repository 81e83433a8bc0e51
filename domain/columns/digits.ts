/** Decimal digits of text, read without making substrings. Only 0 to 9 are digits: full-width ones are not. */

const ZERO = 48;

/** The number that `count` digits (nine at most) from `start` make; -1 if one of them is no digit. */
export function digitsAt(text: string, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) {
      return -1;
    }
    number = number * 10 + digit;
  }
  return number;
}

/** Whether text, which may be empty, is nothing but digits. */
export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) {
      return false;
    }
  }
  return true;
}
