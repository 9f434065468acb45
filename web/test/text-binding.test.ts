import { afterEach, expect, test } from "vitest";
import * as Y from "yjs";
import { movedIndex, TextBinding } from "../src/binding/text-binding";
import { randomFrom, randomText } from "./random";

interface Side {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly area: HTMLTextAreaElement;
}

function side(start = ""): Side {
  const doc = new Y.Doc();
  const text = doc.getText("goal");
  if (start !== "") text.insert(0, start);
  const area = document.createElement("textarea");
  document.body.append(area);
  new TextBinding(area, text);
  return { doc, text, area };
}

function type({ area }: Side, value: string, caret: number): void {
  area.value = value;
  area.setSelectionRange(caret, caret);
  area.dispatchEvent(new Event("input"));
}

/** Replace a part of what the textarea shows, as a person would. */
function edit(at: Side, index: number, removed: number, inserted: string): void {
  const before = at.area.value;
  type(at, before.slice(0, index) + inserted + before.slice(index + removed), index + inserted.length);
}

function exchange(a: Side, b: Side): void {
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc, Y.encodeStateVector(a.doc)), "remote");
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc, Y.encodeStateVector(b.doc)), "remote");
}

afterEach(() => document.body.replaceChildren());

test("two people who type at random see one text, and it is the document's", () => {
  for (let seed = 0; seed < 120; seed++) {
    const random = randomFrom(seed);
    const [a, b] = [side("Cut support ticket volume."), side()];
    exchange(a, b);
    for (let step = 0; step < 25; step++) {
      const one = random(2) === 0 ? a : b;
      const units = [...one.area.value];
      const from = units.slice(0, random(units.length + 1)).join("").length;
      const removed = [...one.area.value.slice(from)].slice(0, random(4)).join("").length;
      edit(one, from, removed, randomText(random, 5));
      expect(one.area.value, `seed ${seed}`).toBe(one.text.toString());
      if (random(3) === 0) exchange(a, b);
    }
    exchange(a, b);
    expect(a.area.value, `seed ${seed}`).toBe(b.area.value);
    expect(a.text.toString()).toBe(a.area.value);
    expect(b.text.toString()).toBe(b.area.value);
  }
});

test("what others type moves the caret with the characters around it", () => {
  const [a, b] = [side("from 8 h to 2 h"), side()];
  exchange(a, b);
  a.area.focus();
  a.area.setSelectionRange(5, 8);
  edit(b, 0, 0, "Go ");
  edit(b, b.area.value.length, 0, " by Q3");
  exchange(a, b);
  expect(a.area.value).toBe("Go from 8 h to 2 h by Q3");
  expect([a.area.selectionStart, a.area.selectionEnd]).toEqual([8, 11]);
});

test("an insertion at the caret goes behind it, one at the start of a selection before it", () => {
  expect(movedIndex([{ retain: 3 }, { insert: "xy" }], 3, false)).toBe(3);
  expect(movedIndex([{ retain: 3 }, { insert: "xy" }], 3, true)).toBe(5);
  expect(movedIndex([{ retain: 1 }, { delete: 4 }], 3, false)).toBe(1);
  expect(movedIndex([{ delete: 2 }, { insert: "abc" }, { retain: 1 }, { delete: 9 }], 5, false)).toBe(4);
});

test("while an input method composes the textarea is left alone, and nobody's text is lost", () => {
  const [a, b] = [side("one two three"), side()];
  exchange(a, b);
  a.area.focus();
  a.area.dispatchEvent(new Event("compositionstart"));
  type(a, "one にtwo three", 5);
  expect(a.text.toString()).toBe("one two three");
  edit(b, 0, 3, "ONE!"); // before the caret
  edit(b, b.area.value.length, 0, " four"); // behind it
  exchange(a, b);
  expect(a.area.value).toBe("one にtwo three");
  type(a, "one 日本two three", 6);
  a.area.dispatchEvent(new Event("compositionend"));
  expect(a.area.value).toBe("ONE! 日本two three four");
  expect(a.area.selectionStart).toBe("ONE! 日本".length);
  exchange(a, b);
  expect(b.area.value).toBe(a.area.value);
});

test("text that someone put into what a composition replaces stays", () => {
  const [a, b] = [side("keep this word"), side()];
  exchange(a, b);
  a.area.dispatchEvent(new Event("compositionstart"));
  type(a, "keep 語 word", 6); // replaces "this"
  edit(b, 7, 0, "[mine]"); // in the middle of "this"
  exchange(a, b);
  a.area.dispatchEvent(new Event("compositionend"));
  expect(a.area.value).toBe("keep 語[mine] word");
});

test("carriage returns of other clients are shown as one line end and kept in the document", () => {
  const a = side("one\r\ntwo\rthree");
  expect(a.area.value).toBe("one\ntwo\nthree");
  edit(a, 8, 0, "THE ");
  expect(a.text.toString()).toBe("one\r\ntwo\rTHE three");
});

test("what the database cannot hold is not written", () => {
  const a = side("ab");
  edit(a, 1, 0, "x\u0000\ud83dy");
  expect(a.text.toString()).toBe("axyb");
});
