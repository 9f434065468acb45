/** One way to show and to read a scalar: an input, a select or a checkbox. */
import { formatValue, type Parsed, parseInput } from "../document/value";
import type { FieldDeclaration } from "../generated/document";
import type { Choice } from "../page/choice";
import { element } from "../page/element";
import { wordLabel } from "../page/label";

export interface ScalarControl {
  readonly input: HTMLInputElement | HTMLSelectElement;
  /** Events after which the value is written; "pause" writes a moment after the last one, leaving writes at once. */
  readonly writes: { readonly event: "input" | "change"; readonly pause: number };
  show(value: unknown): void;
  read(): Parsed;
  /** Bring the list of choices up to date. */
  offer?(choices: readonly Choice[]): void;
}

const TYPING_PAUSE = 400; // ms: short enough to look live, long enough not to store every letter
const DATE_PAUSE = 900; // ms: a year is typed digit by digit, and each digit makes a complete date

export function controlFor(field: FieldDeclaration, id: string): ScalarControl {
  if (field.kind === "boolean") return checkbox(id);
  if (field.kind === "enum") {
    const words = (field.choices ?? []).map((word) => ({ value: word, label: wordLabel(word) }));
    return select(field, id, words);
  }
  return line(field, id);
}

export function select(field: FieldDeclaration, id: string, choices: readonly Choice[]): ScalarControl {
  const input = element("select", { id });
  let offered = "";
  let shown = "";
  const show = (value: unknown): void => {
    shown = formatValue(value);
    const unknown = shown !== "" && ![...input.options].some((option) => option.value === shown);
    if (unknown)
      input.append(
        element("option", { value: shown, "data-unknown": true }, `not listed (${shown.slice(0, 13)})`),
      );
    input.value = shown;
    for (const option of input.querySelectorAll("[data-unknown]")) {
      if ((option as HTMLOptionElement).value !== shown) option.remove();
    }
  };
  const offer = (next: readonly Choice[]): void => {
    const key = JSON.stringify(next);
    if (key === offered) return;
    offered = key;
    const options = next.map(({ value, label }) => element("option", { value }, label));
    input.replaceChildren(element("option", { value: "" }, "—"), ...options);
    show(shown);
  };
  offer(choices);
  return {
    input,
    writes: { event: "change", pause: 0 },
    show,
    read: () => parseInput(field, input.value),
    offer,
  };
}

function checkbox(id: string): ScalarControl {
  const input = element("input", { id, type: "checkbox" });
  return {
    input,
    writes: { event: "change", pause: 0 },
    show: (value) => {
      input.checked = value === true;
    },
    read: () => ({ ok: true, value: input.checked }),
  };
}

const MODES: Partial<Record<FieldDeclaration["kind"], string>> = {
  integer: "numeric",
  number: "decimal",
  money: "decimal",
};

function line(field: FieldDeclaration, id: string): ScalarControl {
  const isDate = field.kind === "date";
  const input = element("input", {
    id,
    type: isDate ? "date" : "text",
    max: isDate ? "9999-12-31" : undefined,
    inputmode: MODES[field.kind],
    maxlength: field.kind === "currency" ? 3 : field.maxLength,
    autocomplete: "off",
  });
  const isTyped = field.kind === "string";
  return {
    input,
    writes: { event: isTyped ? "input" : "change", pause: isTyped ? TYPING_PAUSE : isDate ? DATE_PAUSE : 0 },
    show: (value) => showInLine(input, formatValue(value)),
    read: () => {
      // A half typed date reads as empty, which must not clear the field.
      if (input.validity?.badInput)
        return { ok: false, problem: "This takes a whole date; a part of it is missing." };
      return parseInput(field, input.value);
    },
  };
}

function showInLine(input: HTMLInputElement, text: string): void {
  if (input.value === text) return;
  const { selectionStart, selectionEnd } = input;
  input.value = text;
  if (selectionStart !== null && input.ownerDocument.activeElement === input) {
    input.setSelectionRange(selectionStart, selectionEnd);
  }
}
