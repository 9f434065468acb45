/**
 * Binds a control to one scalar of an entity.
 *
 * What a person is in the middle of typing is never overwritten; the last one to finish wins, and is told what stood there.
 */

import { type EntityMap, writeScalar } from "../document/entity";
import { formatValue, problemOf } from "../document/value";
import type { FieldDeclaration } from "../generated/document";
import type { ScalarControl } from "./scalar-control";

export class ScalarBinding {
  readonly #field: FieldDeclaration;
  readonly #control: ScalarControl;
  readonly #entity: () => EntityMap | undefined;
  readonly #complain: (problem: string | null) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the person has begun to change, and the value it started from. */
  #draft: { readonly from: unknown } | null = null;

  constructor(
    field: FieldDeclaration,
    control: ScalarControl,
    entity: () => EntityMap | undefined,
    complain: (problem: string | null) => void,
  ) {
    this.#field = field;
    this.#control = control;
    this.#entity = entity;
    this.#complain = complain;
    const { input, writes } = control;
    input.addEventListener("input", () => this.#begin());
    input.addEventListener(writes.event, () => this.#writeAfter(writes.pause));
    input.addEventListener("change", () => this.#writeAfter(writes.pause));
    input.addEventListener("blur", () => this.write());
    input.addEventListener("keydown", (event) => this.#onKey(event as KeyboardEvent));
  }

  /** Show what the document says now. */
  refresh(): void {
    const value = this.#entity()?.get(this.#field.name);
    if (this.#draft !== null) {
      if (this.#draft.from !== value)
        this.#complain(`Someone has put "${formatValue(value)}" here meanwhile. Escape takes theirs.`);
      return;
    }
    this.#control.show(value);
    this.#complain(problemOf(this.#field, value));
  }

  /** Write the draft where it is valid; otherwise say why not and keep it. */
  write(): void {
    clearTimeout(this.#timer);
    const entity = this.#entity();
    if (this.#draft === null || entity === undefined) return;
    const parsed = this.#control.read();
    if (!parsed.ok) {
      this.#complain(`Not saved. ${parsed.problem}`);
      return;
    }
    this.#draft = null;
    writeScalar(entity, this.#field.name, parsed.value);
    this.refresh();
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #begin(): void {
    this.#draft ??= { from: this.#entity()?.get(this.#field.name) };
  }

  #writeAfter(pause: number): void {
    this.#begin();
    clearTimeout(this.#timer);
    if (pause === 0) this.write();
    else this.#timer = setTimeout(() => this.write(), pause);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter") this.write();
    if (event.key === "Escape" && this.#draft !== null) {
      clearTimeout(this.#timer);
      this.#draft = null;
      this.refresh();
    }
  }
}
