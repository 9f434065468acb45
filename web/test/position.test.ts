import { expect, test } from "vitest";
import { positionAfter, positionBetween, spreadPositions } from "../src/document/position";
import { randomFrom } from "./random";

const POSITION = /^[0-9A-Za-z]{1,128}$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

test("500 appends stay in order and short", () => {
  let last: string | null = null;
  for (let count = 0; count < 500; count++) {
    const next: string = positionAfter(last);
    expect(next).toMatch(POSITION);
    if (last !== null) expect(next > last).toBe(true);
    last = next;
  }
  expect(last?.length).toBeLessThan(16);
});

test("a position between any two is between them, and is missing only where none fits", () => {
  for (let seed = 0; seed < 5000; seed++) {
    const random = randomFrom(seed);
    const word = () =>
      Array.from({ length: 1 + random(4) }, () => DIGITS["01Vz"[random(4)] === "V" ? 31 : random(62)]).join(
        "",
      );
    const [low, high] = [word(), word()].sort((a, b) => (a < b ? -1 : 1)) as [string, string];
    const between = positionBetween(low, high);
    if (between === null) expect(high.replace(/0+$/, ""), `${low} ${high}`).toBe(low.replace(/0+$/, ""));
    else
      expect(low < between && between < high && POSITION.test(between), `${low} ${between} ${high}`).toBe(
        true,
      );
  }
});

test("there is room before the first for a long time, and the limit is kept", () => {
  let first: string | null = "V";
  let count = 0;
  while (first !== null && count < 2000) {
    const before: string | null = positionBetween(null, first);
    if (before !== null) expect(before < first && POSITION.test(before)).toBe(true);
    first = before;
    count++;
  }
  expect(count).toBeGreaterThan(300);
});

test("nothing lies between equals, nor before the very first", () => {
  expect(positionBetween("a", "a")).toBeNull();
  expect(positionBetween("a", "a0")).toBeNull();
  expect(positionBetween(null, "0")).toBeNull();
});

test("spread positions are in order", () => {
  const spread = spreadPositions(500);
  expect(new Set(spread).size).toBe(500);
  expect([...spread].sort((a, b) => (a < b ? -1 : 1))).toEqual(spread);
  for (const position of spread) expect(position).toMatch(POSITION);
});
