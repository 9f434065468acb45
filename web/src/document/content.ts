/** Read-only pictures of the live document. */
import * as Y from "yjs";
import { SHARED_COLLECTIONS } from "../generated/document";
import { collectionOf } from "./declaration";
import type { Content, Placed } from "./tree";

/** What the tree is built from. */
export function contentOf(doc: Y.Doc): Content {
  return Object.fromEntries(
    SHARED_COLLECTIONS.filter(({ single }) => !single).map(({ root }) => [root, placedEntities(doc, root)]),
  );
}

function placedEntities(doc: Y.Doc, root: string): Placed[] {
  const referenceNames = collectionOf(root).fields.filter(({ kind }) => kind === "reference");
  return [...doc.getMap(root).entries()].flatMap(([id, entity]) => {
    if (!(entity instanceof Y.Map)) return [];
    const references: Record<string, string> = {};
    for (const { name } of referenceNames) {
      const value: unknown = entity.get(name);
      if (typeof value === "string" && value !== "") references[name] = value;
    }
    const position: unknown = entity.get("position");
    return [{ id, position: typeof position === "string" ? position : "", references }];
  });
}

/** The field that names an entity to people: its title, objective, name, … */
const NAMING_FIELDS = ["title", "objective", "name", "what", "action", "text", "metric"];

/** A short name of an entity, or "" where it has none yet. */
export function nameOf(entity: Y.Map<unknown> | undefined): string {
  for (const field of NAMING_FIELDS) {
    const value = entity?.get(field);
    const text = value instanceof Y.Text ? value.toString() : typeof value === "string" ? value : "";
    const line = text.trim().split("\n", 1)[0] ?? "";
    if (line !== "") return line.length <= 70 ? line : `${line.slice(0, 69)}…`;
  }
  return "";
}
