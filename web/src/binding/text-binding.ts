/**
 * Binds a textarea to a Y.Text: what is typed goes in as the smallest change, what others type comes in around the caret.
 *
 * While an input method composes, the textarea is left alone: others' changes wait, and the composed text is then placed
 * where it belongs among them.
 */
import type * as Y from "yjs";
import { storable } from "../document/value";
import { differenceBetween, type Replacement } from "./text-difference";

type Delta = readonly { readonly retain?: number; readonly delete?: number; readonly insert?: unknown }[];

export class TextBinding {
  readonly #area: HTMLTextAreaElement;
  readonly #text: Y.Text;
  /** The text that the textarea last agreed with. */
  #agreed: string;
  /** While composing: for each unit of the Y.Text its index in `#agreed`, or -1 where someone else has put it. */
  #sources: number[] | null = null;
  #composing = false;

  constructor(area: HTMLTextAreaElement, text: Y.Text) {
    this.#area = area;
    this.#text = text;
    this.#agreed = text.toString();
    area.value = displayed(this.#agreed);
    text.observe(this.#onTextChange);
    area.addEventListener("input", this.#onInput);
    area.addEventListener("compositionstart", this.#onCompositionStart);
    area.addEventListener("compositionend", this.#onCompositionEnd);
    area.addEventListener("blur", this.#onCompositionEnd);
  }

  get text(): Y.Text {
    return this.#text;
  }

  destroy(): void {
    this.#text.unobserve(this.#onTextChange);
    this.#area.removeEventListener("input", this.#onInput);
    this.#area.removeEventListener("compositionstart", this.#onCompositionStart);
    this.#area.removeEventListener("compositionend", this.#onCompositionEnd);
    this.#area.removeEventListener("blur", this.#onCompositionEnd);
  }

  readonly #onInput = (): void => {
    if (!this.#composing) this.#push();
  };

  readonly #onCompositionStart = (): void => {
    this.#composing = true;
  };

  readonly #onCompositionEnd = (): void => {
    if (!this.#composing) return;
    this.#composing = false;
    const caret = this.#push() ?? this.#livingIndex(rawIndex(this.#agreed, this.#area.selectionEnd));
    if (this.#sources === null) return;
    this.#sources = null;
    this.#show([]);
    if (this.#hasFocus) this.#area.setSelectionRange(...twice(displayIndex(this.#agreed, caret)));
  };

  readonly #onTextChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    const delta = event.delta as Delta;
    if (this.#composing) this.#holdBack(delta);
    else this.#show(delta);
  };

  get #hasFocus(): boolean {
    return this.#area.ownerDocument.activeElement === this.#area;
  }

  /** Write into the text what differs in the textarea; returns the index behind what was inserted, or null. */
  #push(): number | null {
    const shown = displayed(this.#agreed);
    const change = differenceBetween(shown, this.#area.value, this.#area.selectionEnd ?? undefined);
    if (change === null) return null;
    const inRaw = toRaw(this.#agreed, change);
    const inserted = storable(change.inserted);
    let at = 0;
    this.#text.doc?.transact(() => {
      for (const { index, length } of this.#livingRanges(inRaw)) this.#text.delete(index, length);
      at = this.#livingIndex(inRaw.index);
      if (inserted !== "") this.#text.insert(at, inserted);
    }, this);
    if (this.#sources === null) this.#agreed = this.#text.toString();
    if (inserted !== change.inserted && this.#sources === null) this.#show([]);
    return at + inserted.length;
  }

  /** Show the text as it is now, with the caret where it was among the same characters. */
  #show(delta: Delta): void {
    const before = this.#agreed;
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = this.#area;
    this.#agreed = this.#text.toString();
    const value = displayed(this.#agreed);
    if (this.#area.value === value) return;
    this.#area.value = value;
    if (!this.#hasFocus) return;
    const isRange = selectionStart !== selectionEnd;
    const move = (index: number, yields: boolean): number =>
      displayIndex(this.#agreed, movedIndex(delta, rawIndex(before, index), yields));
    this.#area.setSelectionRange(
      move(selectionStart, isRange),
      move(selectionEnd, false),
      selectionDirection,
    );
    this.#area.scrollTop = scrollTop;
  }

  #holdBack(delta: Delta): void {
    this.#sources ??= Array.from({ length: this.#agreed.length }, (_, index) => index);
    let index = 0;
    for (const step of delta) {
      if (step.retain !== undefined) index += step.retain;
      else if (step.delete !== undefined) this.#sources.splice(index, step.delete);
      else {
        const length = typeof step.insert === "string" ? step.insert.length : 1;
        this.#sources.splice(index, 0, ...new Array<number>(length).fill(-1));
        index += length;
      }
    }
  }

  /** What is left in the Y.Text of a removed range, last first, so that earlier indexes stay true. */
  #livingRanges({ index, removed }: Replacement): { index: number; length: number }[] {
    if (this.#sources === null) return removed > 0 ? [{ index, length: removed }] : [];
    const ranges: { index: number; length: number }[] = [];
    this.#sources.forEach((source, at) => {
      if (source < index || source >= index + removed) return;
      const last = ranges[0];
      if (last !== undefined && last.index + last.length === at) last.length++;
      else ranges.unshift({ index: at, length: 1 });
    });
    for (const range of ranges) this.#sources.splice(range.index, range.length);
    return ranges;
  }

  /** Where an index of the agreed text is now in the Y.Text: behind the nearest unit before it that is still there. */
  #livingIndex(index: number): number {
    if (this.#sources === null) return index;
    return this.#sources.findLastIndex((source) => source >= 0 && source < index) + 1;
  }
}

/** An index after a delta; one that `yields` lets an insertion at its very place go before it. */
export function movedIndex(delta: Delta, index: number, yields: boolean): number {
  let at = 0;
  let moved = index;
  for (const step of delta) {
    if (at > moved || (at === moved && !yields)) break;
    if (step.retain !== undefined) at += step.retain;
    else if (step.delete !== undefined) moved -= Math.min(step.delete, moved - at);
    else {
      const length = typeof step.insert === "string" ? step.insert.length : 1;
      at += length;
      moved += length;
    }
  }
  return moved;
}

function twice(index: number): [number, number] {
  return [index, index];
}

/** A textarea shows every kind of line end as one "\n". */
function displayed(raw: string): string {
  return raw.replace(/\r\n?/g, "\n");
}

function rawIndex(raw: string, index: number): number {
  let at = 0;
  for (let shown = 0; shown < index; shown++) at += raw[at] === "\r" && raw[at + 1] === "\n" ? 2 : 1;
  return at;
}

function displayIndex(raw: string, index: number): number {
  return displayed(raw.slice(0, index)).length;
}

function toRaw(raw: string, change: Replacement): Replacement {
  const index = rawIndex(raw, change.index);
  return { ...change, index, removed: rawIndex(raw, change.index + change.removed) - index };
}
