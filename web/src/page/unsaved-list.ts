/** Edits that did not reach the server, given back to the person: to copy, or to offer again. */
import type * as Y from "yjs";
import { nameOf } from "../document/content";
import { fieldOf } from "../document/declaration";
import { createEntity, entityOf, removeEntity, writeField } from "../document/entity";
import { formatValue } from "../document/value";
import { plainValues, SINGLE, type UnsavedEdit } from "../live/unsaved-edits";
import { button, element } from "./element";
import { entityNoun, fieldLabel } from "./label";

/** Whether the loaded plan lacks the edit: some of what was pending may have been stored before the end. */
export function isLacking(doc: Y.Doc, edit: UnsavedEdit): boolean {
  const entity = mapOf(doc, edit);
  if (edit.kind === "created") return entity === undefined;
  if (edit.kind === "removed") return entity !== undefined;
  const present = entity === undefined ? {} : plainValues(entity);
  if (edit.kind === "cleared") return present[edit.field] !== undefined;
  return Object.entries(edit.values).some(([name, value]) => (present[name] ?? "") !== value);
}

/** Write the edit into the loaded plan; false where what it belonged to is gone. */
export function offerAgain(doc: Y.Doc, edit: UnsavedEdit): boolean {
  if (edit.kind === "created") {
    createEntity(doc, edit.root, edit.values, [...doc.getMap(edit.root).keys()]);
    return true;
  }
  const entity = mapOf(doc, edit);
  if (entity === undefined) return edit.kind === "removed";
  if (edit.kind === "removed") removeEntity(doc, edit.root, edit.id);
  else if (edit.kind === "cleared") writeField(doc, edit.root, entity, edit.field, null);
  else
    for (const [name, value] of Object.entries(edit.values)) writeField(doc, edit.root, entity, name, value);
  return true;
}

export function unsavedList(doc: Y.Doc | null, edits: readonly UnsavedEdit[]): HTMLElement {
  return element(
    "ul",
    { class: "unsaved", "data-unsaved": true },
    ...edits.map((edit) => unsavedItem(doc, edit)),
  );
}

function unsavedItem(doc: Y.Doc | null, edit: UnsavedEdit): HTMLElement {
  const text = textOf(edit);
  const area = element("textarea", {
    readonly: true,
    rows: Math.min(4, text.split("\n").length),
    "aria-label": "What was not saved",
  });
  area.value = text;
  const note = element("span", { class: "hint", role: "status" });
  const item = element("li", {}, element("strong", {}, describe(doc, edit)), ...(text === "" ? [] : [area]));
  const tools = element("div", { class: "tools" });
  if (text !== "") tools.append(button("Copy", () => copy(area, note), { "data-copy": true }));
  if (doc !== null) {
    const again = button(
      "Offer again",
      () => {
        if (offerAgain(doc, edit)) item.remove();
        else note.textContent = "What it belonged to is gone: copy it to where it is needed.";
      },
      { "data-offer-again": true },
    );
    tools.append(again);
  }
  tools.append(
    button("Discard", () => item.remove(), { class: "quiet" }),
    note,
  );
  item.append(tools);
  return item;
}

function mapOf(doc: Y.Doc, edit: UnsavedEdit): Y.Map<unknown> | undefined {
  return edit.id === SINGLE ? doc.getMap(edit.root) : entityOf(doc, edit.root, edit.id);
}

function describe(doc: Y.Doc | null, edit: UnsavedEdit): string {
  const noun = entityNoun(edit.root);
  const entity = doc === null || edit.id === SINGLE ? undefined : entityOf(doc, edit.root, edit.id);
  const name = nameOf(entity);
  const subject = name === "" ? noun : `${noun} “${name}”`;
  if (edit.kind === "created") return `A new ${noun}`;
  if (edit.kind === "removed") return `Removal of the ${subject}`;
  const fields = edit.kind === "cleared" ? [edit.field] : Object.keys(edit.values);
  const labels = fields.map((field) => fieldLabel(edit.root, field)).join(", ");
  return `${labels} of the ${subject}${edit.kind === "cleared" ? ", cleared" : ""}`;
}

function textOf(edit: UnsavedEdit): string {
  if (edit.kind === "cleared" || edit.kind === "removed") return "";
  const shown = Object.entries(edit.values).filter(([name, value]) => {
    const kind = fieldOf(edit.root, name)?.kind;
    return value !== "" && kind !== "position" && (edit.kind === "changed" || kind !== "reference");
  });
  if (edit.kind === "changed") return shown.map(([, value]) => formatValue(value)).join("\n");
  return shown.map(([name, value]) => `${fieldLabel(edit.root, name)}: ${formatValue(value)}`).join("\n");
}

async function copy(area: HTMLTextAreaElement, note: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(area.value);
    note.textContent = "Copied";
  } catch {
    area.select(); // no clipboard on plain http: the person copies it by hand
    note.textContent = "Selected: press Ctrl+C";
  }
}
