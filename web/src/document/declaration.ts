/** Look-ups in the generated declaration of the shared document. */
import { type CollectionDeclaration, type FieldDeclaration, SHARED_COLLECTIONS } from "../generated/document";

export function collectionOf(root: string): CollectionDeclaration {
  const found = SHARED_COLLECTIONS.find((collection) => collection.root === root);
  if (found === undefined) throw new Error(`The declaration has no collection named ${root}.`);
  return found;
}

export function fieldOf(root: string, name: string): FieldDeclaration | undefined {
  return collectionOf(root).fields.find((field) => field.name === name);
}

export function hasPosition(root: string): boolean {
  return fieldOf(root, "position") !== undefined;
}

/** The fields that people edit; where an entity stands among its siblings is changed by moving it. */
export function editableFields(root: string): readonly FieldDeclaration[] {
  return collectionOf(root).fields.filter((field) => field.kind !== "position");
}
