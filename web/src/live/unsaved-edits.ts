/**
 * The edits that the server has not stored yet, by field, so that a person gets them back when one is refused.
 *
 * A refusal ends the replica, and with it whatever was written after the refused edit.
 */
import * as Y from "yjs";
import { SHARED_COLLECTIONS } from "../generated/document";

export type FieldValues = Readonly<Record<string, string | number | boolean>>;

export type UnsavedEdit =
  | { readonly kind: "changed"; readonly root: string; readonly id: string; readonly values: FieldValues }
  | { readonly kind: "cleared"; readonly root: string; readonly id: string; readonly field: string }
  | { readonly kind: "created"; readonly root: string; readonly id: string; readonly values: FieldValues }
  | { readonly kind: "removed"; readonly root: string; readonly id: string };

/** The id under which the fields of a single root map are recorded. */
export const SINGLE = "";

export class UnsavedEdits {
  readonly #doc: Y.Doc;
  /** "root/id" → names of the touched fields; an empty name stands for the entity itself. */
  readonly #touched = new Map<string, Set<string>>();

  constructor(doc: Y.Doc, isRemote: (origin: unknown) => boolean) {
    this.#doc = doc;
    for (const { root, single } of SHARED_COLLECTIONS) {
      doc.getMap(root).observeDeep((events, transaction) => {
        if (isRemote(transaction.origin)) return;
        for (const event of events) this.#record(root, single, event);
      });
    }
  }

  /** Everything is stored. */
  forget(): void {
    this.#touched.clear();
  }

  /** What would be lost with the replica, with its present values. */
  collect(): UnsavedEdit[] {
    return [...this.#touched].flatMap(([key, fields]) => {
      const [root = "", id = ""] = key.split("/");
      return this.#collectEntity(root, id, fields);
    });
  }

  #record(root: string, single: boolean, event: Y.YEvent<Y.AbstractType<unknown>>): void {
    const path = single ? [SINGLE, ...event.path] : event.path;
    const [id, field] = path;
    if (field !== undefined) this.#touch(root, String(id), String(field));
    else if (id !== undefined) for (const key of event.keys.keys()) this.#touch(root, String(id), key);
    else for (const entity of event.keys.keys()) this.#touch(root, entity, "");
  }

  #touch(root: string, id: string, field: string): void {
    const key = `${root}/${id}`;
    this.#touched.set(key, (this.#touched.get(key) ?? new Set<string>()).add(field));
  }

  #collectEntity(root: string, id: string, fields: ReadonlySet<string>): UnsavedEdit[] {
    const map = id === SINGLE ? this.#doc.getMap(root) : this.#doc.getMap(root).get(id);
    if (!(map instanceof Y.Map)) return [{ kind: "removed", root, id }];
    const values = plainValues(map);
    if (fields.has("")) return [{ kind: "created", root, id, values }];
    return [...fields].map((field) => {
      const value = values[field];
      if (value === undefined) return { kind: "cleared", root, id, field };
      return { kind: "changed", root, id, values: { [field]: value } };
    });
  }
}

/** The fields of one entity that say something, texts as strings; an emptied text counts as a value. */
export function plainValues(map: Y.Map<unknown>): FieldValues {
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of map.entries()) {
    if (value instanceof Y.Text) values[name] = value.toString();
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      values[name] = value;
  }
  return values;
}
