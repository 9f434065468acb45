/** The writes of the page: each is one transaction of the shape that the server admits. */
import * as Y from "yjs";
import { replaceText } from "../binding/text-difference";
import { collectionOf, fieldOf, hasPosition } from "./declaration";
import { positionBetween, spreadPositions } from "./position";
import type { Scalar } from "./value";

export type EntityMap = Y.Map<unknown>;

export function entityOf(doc: Y.Doc, root: string, id: string): EntityMap | undefined {
  const entity = doc.getMap(root).get(id);
  return entity instanceof Y.Map ? entity : undefined;
}

/** Create an entity with all its texts, last among `siblings`; returns its id. */
export function createEntity(
  doc: Y.Doc,
  root: string,
  values: Readonly<Record<string, Scalar>>,
  siblings: readonly string[] = [],
): string {
  const id = crypto.randomUUID();
  const entity: EntityMap = new Y.Map();
  for (const { name, kind } of collectionOf(root).fields) {
    const value = values[name];
    if (kind === "text") entity.set(name, new Y.Text(typeof value === "string" ? value : ""));
    else if (value !== undefined) entity.set(name, value);
  }
  if (hasPosition(root)) {
    const positions = siblings.map((sibling) => positionOf(doc, root, sibling)).sort();
    const last = positions.at(-1) || null;
    entity.set("position", positionBetween(last, null) ?? last);
  }
  doc.transact(() => doc.getMap(root).set(id, entity));
  return id;
}

export function removeEntity(doc: Y.Doc, root: string, id: string): void {
  doc.transact(() => doc.getMap(root).delete(id));
}

/** Write a scalar, or clear it with null; nothing is written where nothing changes. */
export function writeScalar(entity: EntityMap, name: string, value: Scalar | null): void {
  if (value === null) {
    if (entity.has(name)) entity.delete(name);
  } else if (entity.get(name) !== value) entity.set(name, value);
}

/** Write a value of any declared kind; a text is changed in place, never replaced. */
export function writeField(
  doc: Y.Doc,
  root: string,
  entity: EntityMap,
  name: string,
  value: Scalar | null,
): void {
  if (fieldOf(root, name)?.kind !== "text") {
    writeScalar(entity, name, value);
    return;
  }
  const text = entity.get(name);
  if (text instanceof Y.Text) doc.transact(() => replaceText(text, String(value ?? "")));
}

/** Move an entity by one place among its siblings, which come in their present order. */
export function moveEntity(
  doc: Y.Doc,
  root: string,
  siblings: readonly string[],
  id: string,
  step: -1 | 1,
): void {
  const from = siblings.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= siblings.length) return;
  const order = siblings.filter((sibling) => sibling !== id);
  order.splice(to, 0, id);
  const [before, after] = [order[to - 1], order[to + 1]].map((neighbour) =>
    neighbour === undefined ? null : positionOf(doc, root, neighbour),
  );
  const position = before === "" || after === "" ? null : positionBetween(before ?? null, after ?? null);
  doc.transact(() => {
    if (position !== null) entityOf(doc, root, id)?.set("position", position);
    else {
      const spread = spreadPositions(order.length);
      order.forEach((sibling, index) => {
        entityOf(doc, root, sibling)?.set("position", spread[index]);
      });
    }
  });
}

/** The position of an entity, or "" where it has none. */
export function positionOf(doc: Y.Doc, root: string, id: string): string {
  const position = entityOf(doc, root, id)?.get("position");
  return typeof position === "string" ? position : "";
}
