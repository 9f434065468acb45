/** The card of one entity: its fields in groups, what belongs under it, and how it is moved and removed. */

import { nameOf } from "../document/content";
import { hasPosition } from "../document/declaration";
import { entityOf, moveEntity, removeEntity } from "../document/entity";
import { sentenceOf } from "../document/sentence";
import { CHILDREN, type Node } from "../document/tree";
import type { OutcomesFields } from "../generated/document";
import { CollectionView } from "./collection-view";
import { button, element } from "./element";
import { fieldGroups } from "./field-group";
import { FieldView } from "./field-view";
import { entityNoun, fieldLabel } from "./label";
import type { PlanPage } from "./plan-page";
import { removalButton } from "./removal";

/** The fields of an entity, or of the plan itself (`id` null), in their groups. */
export function fieldsOf(
  page: PlanPage,
  root: string,
  id: string | null,
): { views: FieldView[]; groups: HTMLElement[] } {
  const entity = () => (id === null ? page.doc.getMap(root) : entityOf(page.doc, root, id));
  const views: FieldView[] = [];
  const groups = fieldGroups(root).map(({ heading, fields }) => {
    const made = fields.map((field) => {
      const path = id === null ? `${root}/${field.name}` : `${root}/${id}/${field.name}`;
      return new FieldView(field, { root, path, entity, choices: (refersTo) => page.choices(refersTo) });
    });
    views.push(...made);
    const grid = element("div", { class: "fields" }, ...made.map((view) => view.element));
    if (heading === null) return grid;
    return element("fieldset", {}, element("legend", {}, heading), grid);
  });
  return { views, groups };
}

export class EntityView {
  readonly element: HTMLElement;
  readonly root: string;
  readonly id: string;
  readonly #page: PlanPage;
  readonly #fields: readonly FieldView[];
  readonly #children: readonly CollectionView[];
  readonly #sentence: HTMLElement | null;
  readonly #name: HTMLElement;
  #siblings: readonly string[] = [];

  constructor(page: PlanPage, root: string, id: string) {
    this.#page = page;
    this.root = root;
    this.id = id;
    const { views, groups } = fieldsOf(page, root, id);
    this.#fields = views;
    this.#children = Object.entries(CHILDREN[root] ?? {}).map(
      ([child, field]) => new CollectionView(page, child, { parent: id, field }),
    );
    this.#name = element("span", { class: "entity-name" });
    this.#sentence = root === "outcomes" ? element("p", { class: "sentence", "data-sentence": id }) : null;
    this.element = element(
      "article",
      {
        class: `entity entity-${root}`,
        "data-entity": id,
        "data-root": root,
        "aria-label": entityNoun(root),
      },
      this.#header(),
      ...(this.#sentence ? [this.#sentence] : []),
      ...groups,
      ...this.#children.map((child) => child.element),
    );
  }

  refresh(node: Node, siblings: readonly string[]): void {
    this.#siblings = siblings;
    for (const field of this.#fields) field.refresh();
    for (const child of this.#children) child.refresh(node.children[child.root] ?? []);
    const noun = entityNoun(this.root);
    const name = nameOf(entityOf(this.#page.doc, this.root, this.id));
    setText(this.#name, name === "" ? `New ${noun}` : name);
    this.element.setAttribute("aria-label", name === "" ? noun : `${noun}: ${name}`);
    this.#refreshSentence();
  }

  destroy(): void {
    for (const field of this.#fields) field.destroy();
    this.element.remove();
  }

  #header(): HTMLElement {
    const noun = entityNoun(this.root);
    const title = element(
      "div",
      { class: "entity-title" },
      element("span", { class: "noun" }, noun),
      this.#name,
    );
    const tools = element("div", { class: "tools" });
    if (hasPosition(this.root)) {
      tools.append(
        button("↑", () => this.#move(-1), {
          "aria-label": `Move this ${noun} up`,
          "data-move-up": this.id,
          class: "quiet",
        }),
        button("↓", () => this.#move(1), {
          "aria-label": `Move this ${noun} down`,
          "data-move-down": this.id,
          class: "quiet",
        }),
      );
    }
    tools.append(
      removalButton(
        noun,
        this.id,
        () => this.#warning(),
        () => this.#remove(),
      ),
    );
    return element("header", { class: "entity-header" }, title, tools);
  }

  #warning(): string {
    const below = this.#children.map((child) => child.size).reduce((sum, size) => sum + size, 0);
    return below === 0 ? "" : ` What stands under it (${below}) stays, unattached.`;
  }

  #move(step: -1 | 1): void {
    moveEntity(this.#page.doc, this.root, this.#siblings, this.id, step);
  }

  #remove(): void {
    removeEntity(this.#page.doc, this.root, this.id);
    this.#page.announce(`The ${entityNoun(this.root)} is removed.`);
  }

  #refreshSentence(): void {
    if (this.#sentence === null) return;
    const fields = (entityOf(this.#page.doc, this.root, this.id)?.toJSON() ?? {}) as OutcomesFields;
    const { text, missing } = sentenceOf(fields);
    const lacks = missing.map((name) => fieldLabel("outcomes", name).toLowerCase()).join(", ");
    setText(this.#sentence, missing.length === 0 ? `${text}.` : `${text}. Not validated: ${lacks} missing.`);
    this.#sentence.classList.toggle("incomplete", missing.length > 0);
  }
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
