/** The plan itself on the page: overview, sections, what is unattached; drawn anew after every change, made anew never. */
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { contentOf } from "../document/content";
import { createEntity } from "../document/entity";
import { buildTree, type Node, nestedRoots, type PlanTree, SECTIONS } from "../document/tree";
import type { Scalar } from "../document/value";
import { hueOf, type Presence } from "../live/presence";
import type { Contact } from "../session/plan-query";
import { type Choice, choicesFor } from "./choice";
import { type CollectionOptions, CollectionView } from "./collection-view";
import { element, keepingFocus, placeChildren } from "./element";
import { EntityView, fieldsOf } from "./entity-view";
import type { FieldView } from "./field-view";
import { collectionHeading } from "./label";

const REDRAW_AFTER = 16; // ms: many updates arrive at once; one frame shows them together

const SECTION_OPTIONS: Readonly<Record<string, CollectionOptions>> = {
  tasks: { heading: "Next steps", noun: "next step" },
};

export class PlanPage {
  readonly element = element("div", { class: "plan" });
  readonly doc: Y.Doc;
  readonly #awareness: Awareness;
  readonly #contacts: readonly Contact[];
  readonly #announce: (text: string) => void;
  readonly #entities = new Map<string, EntityView>();
  readonly #sections: readonly CollectionView[];
  readonly #overview: readonly FieldView[];
  readonly #unattached = element("section", { class: "unattached", hidden: true });
  readonly #choices = new Map<string, Choice[] | null>();
  #redraw: ReturnType<typeof setTimeout> | undefined;

  constructor(
    doc: Y.Doc,
    awareness: Awareness,
    contacts: readonly Contact[],
    announce: (text: string) => void,
  ) {
    this.doc = doc;
    this.#awareness = awareness;
    this.#contacts = contacts;
    this.#announce = announce;
    const { views, groups } = fieldsOf(this, "plan", null);
    this.#overview = views;
    this.#sections = SECTIONS.map((root) => new CollectionView(this, root, null, SECTION_OPTIONS[root]));
    const overview = element("section", { class: "overview", "data-root": "plan" }, ...groups);
    this.element.append(overview, ...this.#sections.map((section) => section.element), this.#unattached);
    this.element.addEventListener("focusin", (event) => this.#tellFocus(event.target));
    this.element.addEventListener("focusout", () => this.#tellFocus(null));
    doc.on("afterTransaction", this.#onChange);
    this.refresh();
  }

  destroy(): void {
    clearTimeout(this.#redraw);
    this.doc.off("afterTransaction", this.#onChange);
    for (const field of this.#overview) field.destroy();
    for (const view of this.#entities.values()) view.destroy();
    this.element.remove();
  }

  announce(text: string): void {
    this.#announce(text);
  }

  /** The card of an entity: the same one for as long as the entity exists. */
  entityView({ root, id }: Node): EntityView {
    const key = `${root}/${id}`;
    const view = this.#entities.get(key) ?? new EntityView(this, root, id);
    this.#entities.set(key, view);
    return view;
  }

  choices(refersTo: readonly string[]): Choice[] | null {
    const key = refersTo.join(" ");
    if (!this.#choices.has(key)) this.#choices.set(key, choicesFor(this.doc, this.#contacts, refersTo));
    return this.#choices.get(key) ?? null;
  }

  /** Create an entity and go to its first field. */
  add(root: string, values: Readonly<Record<string, Scalar>>, siblings: readonly string[]): void {
    const id = createEntity(this.doc, root, values, siblings);
    this.refresh();
    const card = this.element.querySelector(`[data-entity="${id}"]`);
    card?.querySelector<HTMLElement>("[data-path]")?.focus();
    card?.scrollIntoView({ block: "nearest" });
  }

  refresh(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#choices.clear();
    const tree = buildTree(contentOf(this.doc));
    keepingFocus(() => this.#draw(tree));
  }

  /** Mark the fields that others are in with their names. */
  showEditors(presences: readonly Presence[]): void {
    for (const tag of this.element.querySelectorAll(".editor-tag")) tag.remove();
    for (const field of this.element.querySelectorAll(".field.edited")) field.classList.remove("edited");
    for (const { person, paths, isSelf } of presences) {
      for (const path of paths) this.#tag(path, isSelf ? "you, elsewhere" : person.name, person.id);
    }
  }

  readonly #onChange = (transaction: Y.Transaction): void => {
    if (transaction.changed.size === 0) return;
    this.#redraw ??= setTimeout(() => this.refresh(), REDRAW_AFTER);
  };

  #draw(tree: PlanTree): void {
    for (const field of this.#overview) field.refresh();
    for (const section of this.#sections) section.refresh(tree.top[section.root] ?? []);
    this.#drawUnattached(tree);
    this.#dropGone(tree);
  }

  #drawUnattached(tree: PlanTree): void {
    const nodes = nestedRoots().flatMap((root) => tree.unattached[root] ?? []);
    const known = this.#unattached.querySelector(".entities") ?? element("div", { class: "entities" });
    if (known.parentElement === null) {
      const hint =
        "What these belonged to was removed, or they name nothing yet. Choose where they belong, or remove them.";
      this.#unattached.append(element("h2", {}, "Unattached"), element("p", { class: "hint" }, hint), known);
    }
    const views = nodes.map((node) => this.entityView(node));
    placeChildren(
      known,
      views.map((view) => view.element),
    );
    for (const [index, node] of nodes.entries()) views[index]?.refresh(node, []);
    this.#unattached.hidden = nodes.length === 0;
  }

  #dropGone(tree: PlanTree): void {
    const kept = new Set<string>();
    const keep = (nodes: readonly Node[]): void => {
      for (const { root, id, children } of nodes) {
        kept.add(`${root}/${id}`);
        for (const below of Object.values(children)) keep(below);
      }
    };
    for (const nodes of [...Object.values(tree.top), ...Object.values(tree.unattached)]) keep(nodes);
    for (const [key, view] of this.#entities) {
      if (kept.has(key)) continue;
      if (view.element.contains(document.activeElement)) {
        this.announce(`What you were editing under ${collectionHeading(view.root)} was removed.`);
      }
      view.destroy();
      this.#entities.delete(key);
    }
  }

  #tag(path: string, name: string, personId: string): void {
    const field = this.element.querySelector<HTMLElement>(`[data-field="${CSS.escape(path)}"]`);
    if (field === null) return;
    field.classList.add("edited");
    field.style.setProperty("--hue", String(hueOf(personId)));
    const tag = element("span", { class: "editor-tag", "data-editor": personId }, name);
    tag.style.setProperty("--hue", String(hueOf(personId)));
    field.append(tag);
  }

  #tellFocus(target: EventTarget | null): void {
    const path = target instanceof HTMLElement ? (target.dataset.path ?? null) : null;
    if (this.#awareness.getLocalState()?.focus !== path) this.#awareness.setLocalStateField("focus", path);
  }
}
