/** The from/to/by sentence of an outcome, or what it lacks. */
import type { OutcomesFields } from "../generated/document";

const COMPARATORS = { at_most: "at most", under: "under", at_least: "at least", over: "over" } as const;

type Ingredients = Pick<
  OutcomesFields,
  "metric" | "unit" | "comparator" | "baseline" | "target" | "deadline"
>;

export interface Sentence {
  readonly text: string;
  /** What has to be filled in before the sentence can be agreed to. */
  readonly missing: readonly string[];
}

export function sentenceOf(outcome: Ingredients): Sentence {
  const { metric, baseline, target, deadline, comparator } = outcome;
  const missing = (["metric", "baseline", "target", "deadline"] as const).filter((part) =>
    isAbsent(outcome[part]),
  );
  const comparison = comparator === undefined ? "" : `${COMPARATORS[comparator] ?? comparator} `;
  const text = [
    `${verb(baseline, target)} ${isAbsent(metric) ? "…" : metric}`,
    `from ${amount(baseline, outcome.unit)}`,
    `to ${isAbsent(target) ? "" : comparison}${amount(target, outcome.unit)}`,
    `by ${isAbsent(deadline) ? "…" : spelledDate(deadline ?? "")}`,
  ].join(" ");
  return { text, missing };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function verb(baseline: number | undefined, target: number | undefined): string {
  if (baseline === undefined || target === undefined) return "Move";
  return target < baseline ? "Reduce" : target > baseline ? "Raise" : "Keep";
}

function amount(value: number | undefined, unit: string | undefined): string {
  if (value === undefined) return "…";
  const figure = value.toLocaleString("en-GB", { maximumFractionDigits: 6 });
  return isAbsent(unit) ? figure : `${figure} ${unit}`;
}

function spelledDate(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
