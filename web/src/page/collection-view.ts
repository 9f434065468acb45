/** The entities of one collection under one parent, and the button that adds one. */
import type { Node } from "../document/tree";
import { button, element, placeChildren } from "./element";
import { collectionHeading, entityNoun, withArticle } from "./label";
import type { PlanPage } from "./plan-page";

export interface Placement {
  /** The id under which new entities are put, and the field that names it. */
  readonly parent: string;
  readonly field: string;
}

export interface CollectionOptions {
  readonly heading?: string;
  readonly noun?: string;
  readonly hint?: string;
}

export class CollectionView {
  readonly element: HTMLElement;
  readonly root: string;
  readonly #page: PlanPage;
  readonly #list: HTMLElement;
  readonly #placement: Placement | null;
  #ids: readonly string[] = [];

  constructor(page: PlanPage, root: string, placement: Placement | null, options: CollectionOptions = {}) {
    this.#page = page;
    this.root = root;
    this.#placement = placement;
    this.#list = element("div", { class: "entities" });
    const noun = options.noun ?? entityNoun(root);
    const add = button(`Add ${withArticle(noun)}`, () => this.#add(), {
      class: "add",
      "data-add": root,
      "data-parent": placement?.parent,
    });
    const heading = element(placement === null ? "h2" : "h3", {}, options.heading ?? collectionHeading(root));
    const hint = options.hint === undefined ? [] : [element("p", { class: "hint" }, options.hint)];
    const tag = placement === null ? "section" : "div";
    this.element = element(
      tag,
      { class: `collection collection-${root}` },
      heading,
      ...hint,
      this.#list,
      add,
    );
  }

  get size(): number {
    return this.#ids.length;
  }

  refresh(nodes: readonly Node[]): void {
    this.#ids = nodes.map(({ id }) => id);
    const views = nodes.map((node) => this.#page.entityView(node));
    placeChildren(
      this.#list,
      views.map((view) => view.element),
    );
    for (const [index, node] of nodes.entries()) views[index]?.refresh(node, this.#ids);
    this.element.toggleAttribute("data-empty", nodes.length === 0);
  }

  #add(): void {
    const values = this.#placement === null ? {} : { [this.#placement.field]: this.#placement.parent };
    this.#page.add(this.root, values, this.#ids);
  }
}
