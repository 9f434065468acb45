/** What a reference field may point to: contacts of the account, or other entities of the plan. */
import type * as Y from "yjs";
import { nameOf } from "../document/content";
import { entityOf } from "../document/entity";
import type { Contact } from "../session/plan-query";
import { entityNoun } from "./label";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The choices of a reference field; null where the page knows of none and only an id can be given. */
export function choicesFor(
  doc: Y.Doc,
  contacts: readonly Contact[],
  refersTo: readonly string[],
): Choice[] | null {
  const roots = refersTo.filter((target) => target !== "contact" && doc.share.has(target));
  if (!refersTo.includes("contact") && roots.length === 0) return null;
  const people = refersTo.includes("contact") ? [...contacts].sort(whoLeftLast).map(contactChoice) : [];
  return [...people, ...roots.flatMap((root) => entityChoices(doc, root, roots.length > 1))];
}

function whoLeftLast(a: Contact, b: Contact): number {
  return Number(a.leftOn !== null) - Number(b.leftOn !== null);
}

function contactChoice({ id, name, side, leftOn }: Contact): Choice {
  const left = leftOn === null ? "" : ", has left";
  return { value: id, label: `${name} (${side.toLowerCase()}${left})` };
}

function entityChoices(doc: Y.Doc, root: string, telling: boolean): Choice[] {
  return [...doc.getMap(root).keys()]
    .map((id) => {
      const name = nameOf(entityOf(doc, root, id)) || `unnamed ${entityNoun(root)} ${id.slice(0, 4)}`;
      return { value: id, label: telling ? `${name} (${entityNoun(root)})` : name };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}
