import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { AcknowledgementTracker, without } from "../src/live/acknowledgement";
import { randomFrom } from "./random";

let doc: Y.Doc;
let text: Y.Text;
let tracker: AcknowledgementTracker;
let sent: Uint8Array[];

beforeEach(() => {
  doc = new Y.Doc();
  text = doc.getText("goal");
  tracker = new AcknowledgementTracker(doc.clientID);
  sent = [];
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === "remote") return;
    tracker.recordLocal(update);
    sent.push(update);
  });
});

/** An update of somebody else. */
function foreign(change: (text: Y.Text) => void): Uint8Array {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(other);
  change(other.getText("goal"));
  return Y.encodeStateAsUpdate(other, before);
}

test("an edit is stored only once its echo came", () => {
  expect(tracker.allStored).toBe(true);
  text.insert(0, "a");
  text.insert(1, "b");
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(sent[0] as Uint8Array);
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(sent[1] as Uint8Array);
  expect(tracker.allStored).toBe(true);
});

test("an echo merged with other people's updates counts, their updates alone do not", () => {
  text.insert(0, "mine");
  const theirs = new Y.Doc();
  theirs.getText("goal").insert(0, "theirs");
  const update = Y.encodeStateAsUpdate(theirs);
  tracker.recordIncoming(update);
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(Y.mergeUpdates([update, sent[0] as Uint8Array]));
  expect(tracker.allStored).toBe(true);
});

test("a deletion waits for a delete set that contains all of it", () => {
  Y.applyUpdate(
    doc,
    foreign((other) => other.insert(0, "0123456789")),
    "remote",
  );
  doc.transact(() => {
    text.delete(2, 3);
    text.delete(4, 2);
  });
  const part = foreign(() => undefined);
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(new Uint8Array([0, 0])); // an empty update
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(part); // a step 2 with the whole delete set
  expect(tracker.allStored).toBe(true);
});

test("what was typed and erased before its echo is acknowledged too", () => {
  text.insert(0, "draft");
  text.delete(0, 5);
  tracker.recordIncoming(sent[0] as Uint8Array);
  expect(tracker.allStored).toBe(false);
  tracker.recordIncoming(sent[1] as Uint8Array);
  expect(tracker.allStored).toBe(true);
});

test("after a reconnect the server's state vector tells what it stored", () => {
  text.insert(0, "sent, stored, echo lost");
  const server = new Y.Doc();
  tracker.recordServerVector(Y.encodeStateVector(server));
  expect(tracker.allStored).toBe(false);
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
  tracker.recordServerVector(Y.encodeStateVector(server));
  expect(tracker.allStored).toBe(true);
});

test("however a server merges its echoes, all is stored exactly when the last one came", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = randomFrom(seed);
    const own = new Y.Doc();
    const seen = new AcknowledgementTracker(own.clientID);
    const updates: Uint8Array[] = [];
    own.on("update", (update: Uint8Array) => {
      seen.recordLocal(update);
      updates.push(update);
    });
    const goal = own.getText("goal");
    for (let step = 0; step < 20; step++) {
      if (random(3) > 0 || goal.length === 0) goal.insert(random(goal.length + 1), "xy");
      else goal.delete(random(goal.length), 1);
    }
    while (updates.length > 0) {
      expect(seen.allStored, `seed ${seed}`).toBe(false);
      seen.recordIncoming(Y.mergeUpdates(updates.splice(0, 1 + random(4))));
    }
    expect(seen.allStored, `seed ${seed}`).toBe(true);
  }
});

test("ranges are cut, split and dropped", () => {
  const range = [{ clock: 10, len: 10 }];
  expect(without(range, { clock: 0, len: 10 })).toEqual(range);
  expect(without(range, { clock: 13, len: 2 })).toEqual([
    { clock: 10, len: 3 },
    { clock: 15, len: 5 },
  ]);
  expect(without(range, { clock: 5, len: 50 })).toEqual([]);
});
