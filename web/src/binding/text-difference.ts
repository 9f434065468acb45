/** What changed between two texts, as one replacement, and how it is written into a Y.Text. */
import type * as Y from "yjs";

/** At `index`, `removed` characters gave way to `inserted`. Units are UTF-16, as in Yjs and in inputs. */
export interface Replacement {
  readonly index: number;
  readonly removed: number;
  readonly inserted: string;
}

/**
 * The smallest replacement that turns `before` into `after`, or null where they are equal.
 *
 * `caret` (the end of what was typed, in `after`) settles where an "a" went that was typed into "aaa".
 */
export function differenceBetween(
  before: string,
  after: string,
  caret: number = after.length,
): Replacement | null {
  if (before === after) return null;
  const longest = Math.min(before.length, after.length);
  let suffix = 0;
  const longestSuffix = Math.min(longest, after.length - Math.min(caret, after.length));
  while (suffix < longestSuffix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  let prefix = 0;
  while (prefix < longest - suffix && before[prefix] === after[prefix]) prefix++;
  while (suffix < longest - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  // A character outside the basic plane is two units: Yjs would turn a half of it into U+FFFD.
  if (splitsPair(before, prefix) || splitsPair(after, prefix)) prefix--;
  if (splitsPair(before, before.length - suffix) || splitsPair(after, after.length - suffix)) suffix--;
  return {
    index: prefix,
    removed: before.length - prefix - suffix,
    inserted: after.slice(prefix, after.length - suffix),
  };
}

/** Change a text in place into `wanted`; call it inside a transaction. */
export function replaceText(text: Y.Text, wanted: string): void {
  const change = differenceBetween(text.toString(), wanted);
  if (change === null) return;
  if (change.removed > 0) text.delete(change.index, change.removed);
  if (change.inserted !== "") text.insert(change.index, change.inserted);
}

function splitsPair(text: string, index: number): boolean {
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
