/**
 * Fractional positions: strings of letters and digits whose byte order is the order of siblings.
 *
 * Read as the digits of a fraction in base 62. Two equal positions are allowed (two people added at once; ties go by id).
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"; // in byte order
const LAST = "z";
const MIDDLE = "V";
const FIRST_BEHIND = "1"; // not "0": nothing would fit between
const MAX_LENGTH = 128;

/** A position behind `last`; some 60 appends cost one character. */
export function positionAfter(last: string | null): string {
  if (last === null) return MIDDLE;
  const index = [...last].findLastIndex((digit) => digit !== LAST);
  if (index < 0) return last + FIRST_BEHIND;
  return last.slice(0, index) + DIGITS[DIGITS.indexOf(last[index] ?? "0") + 1];
}

/**
 * A position strictly between two, where null means the open end; null where there is none:
 * between equals, between "a" and "a0", or when it would grow beyond the limit. Then the siblings are spread anew.
 */
export function positionBetween(before: string | null, after: string | null): string | null {
  if (after === null) {
    const position = positionAfter(before);
    return position.length <= MAX_LENGTH ? position : null;
  }
  const low = before ?? "";
  let prefix = "";
  for (let at = 0; at < MAX_LENGTH; at++) {
    const lowDigit = at < low.length ? DIGITS.indexOf(low[at] ?? "0") : 0;
    const isOpen = prefix !== after.slice(0, at);
    const highDigit = isOpen ? DIGITS.length : at < after.length ? DIGITS.indexOf(after[at] ?? "0") : -1;
    if (highDigit < lowDigit) return null;
    const middle = Math.floor((lowDigit + highDigit) / 2);
    if (middle > lowDigit) {
      const position = prefix + DIGITS[middle];
      return position > low && position < after ? position : null;
    }
    prefix += DIGITS[lowDigit];
  }
  return null;
}

/** `count` positions in order, evenly spread. */
export function spreadPositions(count: number): string[] {
  const space = DIGITS.length ** 3;
  return Array.from({ length: count }, (_, index) => {
    const value = Math.floor(((index + 1) * space) / (count + 1));
    return [value / DIGITS.length ** 2, value / DIGITS.length, value]
      .map((part) => DIGITS[Math.floor(part) % DIGITS.length])
      .join("");
  });
}
