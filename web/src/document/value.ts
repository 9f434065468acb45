/**
 * What a person typed, turned into a value of the document, and back.
 *
 * The same rules as `plans/rules/value.py`: the server refuses what does not pass, so it is not written in the first place.
 */
import type { FieldDeclaration, FieldKind } from "../generated/document";

export type Scalar = string | number | boolean;

/** `value: null` clears the field. */
export type Parsed =
  | { readonly ok: true; readonly value: Scalar | null }
  | { readonly ok: false; readonly problem: string };

const MAX_NUMBER = 2 ** 53; // beyond it a double no longer tells neighbouring whole numbers apart
const DECIMAL = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;
const MONEY = /^-?[0-9]{1,15}(?:\.[0-9]{1,4})?$/;
const CURRENCY = /^[A-Z]{3}$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^[0-9A-Za-z]{1,128}$/;

const EXPECTATIONS: Readonly<Record<FieldKind, string>> = {
  text: "text",
  string: "a line of text",
  number: "a number such as 140 or 2.5",
  integer: "a whole number from 0 up, such as 14",
  money: 'a decimal such as "1250.50": up to 15 digits and 4 decimals',
  currency: 'an ISO 4217 code such as "EUR"',
  date: 'a date such as "2026-09-30"',
  boolean: "true or false",
  enum: "one of the listed words",
  reference: "the id of another entry: a UUID in lower case",
  position: "1 to 128 letters and digits",
};

/** What a field takes, for a person. */
export function expectationOf(field: FieldDeclaration): string {
  const limit = field.maxLength === undefined ? "" : ` of at most ${field.maxLength} characters`;
  if (field.kind === "enum") return `one of ${(field.choices ?? []).join(", ")}`;
  return EXPECTATIONS[field.kind] + limit;
}

/** Read what stands in an input. */
export function parseInput(field: FieldDeclaration, typed: string): Parsed {
  const text = field.kind === "string" ? storable(typed) : typed.trim();
  if (text === "") return { ok: true, value: null };
  const value = convert(field.kind, text);
  const problem = problemOf(field, value ?? text);
  return problem === null && value !== null
    ? { ok: true, value }
    : { ok: false, problem: problem ?? refusal(field, text) };
}

/** What is wrong with a value of the document, or null. Absent, null and empty all mean absent. */
export function problemOf(field: FieldDeclaration, value: unknown): string | null {
  if (value === undefined || value === null || value === "" || fits(field, value)) return null;
  return refusal(field, value);
}

/** A value of the document as an input shows it. */
export function formatValue(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** Without U+0000 and lone surrogates, which neither PostgreSQL nor canonical JSON can hold. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "");
}

function convert(kind: FieldKind, text: string): Scalar | null {
  if (kind === "number" || kind === "integer") return DECIMAL.test(text) ? Number(text) + 0 : null;
  if (kind === "currency") return text.toUpperCase();
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : null;
  return text;
}

function fits(field: FieldDeclaration, value: unknown): boolean {
  if (field.kind === "boolean") return typeof value === "boolean";
  if (field.kind === "number" || field.kind === "integer") return fitsNumber(value, field.kind === "integer");
  return typeof value === "string" && fitsString(field, value);
}

function fitsNumber(value: unknown, whole: boolean): boolean {
  if (typeof value !== "number" || !(Math.abs(value) < MAX_NUMBER)) return false;
  return !whole || (value >= 0 && Number.isInteger(value));
}

function fitsString(field: FieldDeclaration, value: string): boolean {
  switch (field.kind) {
    case "text":
    case "string":
      return [...value].length <= (field.maxLength ?? Number.POSITIVE_INFINITY) && value === storable(value);
    case "money":
      return MONEY.test(value);
    case "currency":
      return CURRENCY.test(value);
    case "date":
      return isDate(value);
    case "enum":
      return field.choices?.includes(value) ?? false;
    case "reference":
      return UUID.test(value);
    case "position":
      return POSITION.test(value);
    default:
      return false;
  }
}

function isDate(value: string): boolean {
  if (!DATE.test(value) || value.startsWith("0000")) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function refusal(field: FieldDeclaration, value: unknown): string {
  const shown = formatValue(value);
  return `This takes ${expectationOf(field)}; it got "${shown.length <= 32 ? shown : `${shown.slice(0, 32)}…`}".`;
}
