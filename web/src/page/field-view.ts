/** One field on the page: its label, its input, who else is in it, and what is wrong with it. */
import * as Y from "yjs";
import { ScalarBinding } from "../binding/scalar-binding";
import { controlFor, type ScalarControl, select } from "../binding/scalar-control";
import { TextBinding } from "../binding/text-binding";
import type { EntityMap } from "../document/entity";
import type { FieldDeclaration } from "../generated/document";
import type { Choice } from "./choice";
import { element } from "./element";
import { isEssential } from "./field-group";
import { fieldLabel } from "./label";
import { keepHeight } from "./text-height";

export interface FieldSource {
  readonly root: string;
  /** "outcomes/<id>/metric" or "plan/goal". */
  readonly path: string;
  /** The map that holds the field now; undefined once the entity is gone. */
  entity(): EntityMap | undefined;
  choices(refersTo: readonly string[]): Choice[] | null;
}

let fieldCount = 0;

export class FieldView {
  readonly element: HTMLElement;
  readonly #field: FieldDeclaration;
  readonly #source: FieldSource;
  readonly #problem: HTMLElement;
  readonly #input: HTMLElement;
  readonly #control: ScalarControl | null = null;
  readonly #scalar: ScalarBinding | null = null;
  #text: TextBinding | null = null;

  constructor(field: FieldDeclaration, source: FieldSource) {
    this.#field = field;
    this.#source = source;
    const id = `field-${++fieldCount}`;
    this.#problem = element("p", { class: "problem", id: `${id}-problem`, role: "alert", hidden: true });
    if (field.kind === "text") this.#input = textArea(field, id);
    else {
      this.#control = this.#makeControl(id);
      this.#input = this.#control.input;
      this.#scalar = new ScalarBinding(
        field,
        this.#control,
        () => source.entity(),
        (problem) => this.#complain(problem),
      );
    }
    this.#input.setAttribute("data-path", source.path);
    this.#input.setAttribute("title", field.meaning);
    this.#input.setAttribute("aria-describedby", `${id}-problem`);
    this.element = this.#wrap(id);
    this.refresh();
  }

  refresh(): void {
    if (this.#field.kind === "text") {
      this.#bindText();
      return;
    }
    const { refersTo } = this.#field;
    if (refersTo !== undefined) this.#control?.offer?.(this.#source.choices(refersTo) ?? []);
    this.#scalar?.refresh();
  }

  destroy(): void {
    this.#text?.destroy();
    this.#scalar?.destroy();
  }

  #makeControl(id: string): ScalarControl {
    const choices = this.#field.refersTo === undefined ? null : this.#source.choices(this.#field.refersTo);
    return choices === null ? controlFor(this.#field, id) : select(this.#field, id, choices);
  }

  #bindText(): void {
    const area = this.#input as HTMLTextAreaElement;
    const text = this.#source.entity()?.get(this.#field.name);
    if (this.#text !== null && this.#text.text === text) return;
    this.#text?.destroy();
    this.#text = text instanceof Y.Text ? new TextBinding(area, text) : null;
    area.readOnly = this.#text === null;
    area.placeholder =
      this.#text === null ? "Not there yet: the server adds this text." : this.#field.meaning;
    keepHeight(area, this.#text?.text ?? null);
  }

  #complain(problem: string | null): void {
    if (this.#problem.textContent !== (problem ?? "")) this.#problem.textContent = problem ?? "";
    this.#problem.hidden = problem === null;
    this.#input.toggleAttribute("aria-invalid", problem !== null);
    if (problem !== null) this.#input.setAttribute("aria-invalid", "true");
  }

  #wrap(id: string): HTMLElement {
    const { root } = this.#source;
    const label = element("label", { for: id }, fieldLabel(root, this.#field.name));
    const attributes = {
      class: `field field-${this.#field.kind}`,
      "data-field": this.#source.path,
      "data-secondary": !isEssential(root, this.#field.name),
    };
    const parts = this.#field.kind === "boolean" ? [this.#input, label] : [label, this.#input];
    return element("div", attributes, ...parts, this.#problem);
  }
}

function textArea(field: FieldDeclaration, id: string): HTMLTextAreaElement {
  const isLong = (field.maxLength ?? 0) > 300;
  return element("textarea", { id, rows: isLong ? 2 : 1, maxlength: field.maxLength, spellcheck: true });
}
