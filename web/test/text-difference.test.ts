import { expect, test } from "vitest";
import * as Y from "yjs";
import { differenceBetween, replaceText } from "../src/binding/text-difference";
import { randomFrom, randomText } from "./random";

function apply(before: string, after: string, caret?: number): string {
  const change = differenceBetween(before, after, caret);
  if (change === null) return before;
  return before.slice(0, change.index) + change.inserted + before.slice(change.index + change.removed);
}

test("a difference applied to the old text gives the new one, wherever the caret is", () => {
  for (let seed = 0; seed < 3000; seed++) {
    const random = randomFrom(seed);
    const [before, after] = [randomText(random, 12), randomText(random, 12)];
    expect(apply(before, after, random(after.length + 1)), `seed ${seed}`).toBe(after);
  }
});

test("equal texts differ in nothing", () => {
  expect(differenceBetween("plan", "plan")).toBeNull();
});

test("a letter typed among its like goes where the caret is", () => {
  expect(differenceBetween("aaaa", "aaaaa", 2)).toEqual({ index: 1, removed: 0, inserted: "a" });
  expect(differenceBetween("aaaa", "aaa", 1)).toEqual({ index: 1, removed: 1, inserted: "" });
});

test("a character outside the basic plane is never cut in half", () => {
  // Both emoji share their first unit.
  expect(differenceBetween("x😀y", "x😁y")).toEqual({ index: 1, removed: 2, inserted: "😁" });
  const doc = new Y.Doc();
  for (let seed = 0; seed < 1000; seed++) {
    const random = randomFrom(seed);
    const text = doc.getText(`t${seed}`);
    text.insert(0, randomText(random, 8));
    const wanted = randomText(random, 8);
    doc.transact(() => replaceText(text, wanted));
    expect(text.toString(), `seed ${seed}`).toBe(wanted);
  }
});
