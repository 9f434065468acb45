import { expect, test } from "vitest";
import { fieldOf } from "../src/document/declaration";
import { parseInput, problemOf } from "../src/document/value";
import type { FieldDeclaration } from "../src/generated/document";

function field(path: string): FieldDeclaration {
  const [root = "", name = ""] = path.split("/");
  const found = fieldOf(root, name);
  if (found === undefined) throw new Error(`no field ${path}`);
  return found;
}

test.each([
  ["outcomes/baseline", " 140 ", 140],
  ["outcomes/baseline", "-2.5", -2.5],
  ["outcomes/baseline", "-0", 0],
  ["plan/escalateAfterDays", "14", 14],
  ["outcomes/valuePerUnit", "1250.50", "1250.50"],
  ["outcomes/currency", "eur", "EUR"],
  ["outcomes/deadline", "2028-02-29", "2028-02-29"],
  ["outcomes/metric", " a  metric ", " a  metric "],
  ["outcomes/metric", "nul\u0000", "nul"],
  ["outcomes/status", "retired", "retired"],
  ["reviewNotes/review", "0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000001"],
])("%s takes %j", (path, typed, value) => {
  expect(parseInput(field(path), typed)).toEqual({ ok: true, value });
});

test.each([
  ["outcomes/baseline", "abc"],
  ["outcomes/baseline", "1,250"],
  ["outcomes/baseline", "9007199254740992"],
  ["outcomes/baseline", "1e999"],
  ["outcomes/baseline", "NaN"],
  ["plan/escalateAfterDays", "2.5"],
  ["plan/escalateAfterDays", "-1"],
  ["outcomes/valuePerUnit", "12.34567"],
  ["outcomes/currency", "EURO"],
  ["outcomes/deadline", "2026-02-30"],
  ["outcomes/deadline", "0000-01-01"],
  ["outcomes/status", "gone"],
  ["outcomes/unit", "x".repeat(101)],
  ["reviewNotes/review", "0A000000-0000-4000-8000-000000000001"],
])("%s refuses %j and says what it takes", (path, typed) => {
  const parsed = parseInput(field(path), typed);
  expect(parsed.ok).toBe(false);
  expect(parsed.ok ? "" : parsed.problem).toMatch(/^This takes .+; it got ".+"\.$/);
});

test("an emptied input clears the field", () => {
  for (const path of ["outcomes/baseline", "outcomes/metric", "outcomes/deadline", "outcomes/status"]) {
    expect(parseInput(field(path), "")).toEqual({ ok: true, value: null });
  }
});

test("values that come out of the document are judged by their type", () => {
  expect(problemOf(field("outcomes/baseline"), 140)).toBeNull();
  expect(problemOf(field("outcomes/baseline"), "140")).not.toBeNull();
  expect(problemOf(field("outcomes/baseline"), undefined)).toBeNull();
  expect(problemOf(field("outcomes/key"), "yes")).not.toBeNull();
  expect(problemOf(field("outcomes/metric"), "é😀".repeat(150))).toBeNull(); // 300 characters in 450 units
});
