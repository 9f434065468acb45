import { expect, test } from "vitest";
import * as Y from "yjs";
import { contentOf } from "../src/document/content";
import {
  createEntity,
  entityOf,
  moveEntity,
  positionOf,
  writeField,
  writeScalar,
} from "../src/document/entity";
import { sentenceOf } from "../src/document/sentence";
import { inOrder } from "../src/document/tree";
import { presences } from "../src/live/presence";
import { UnsavedEdits } from "../src/live/unsaved-edits";
import { isLacking, offerAgain } from "../src/page/unsaved-list";
import { planIdIn, tokenIn } from "../src/session/token";

test("an entity comes into being in one update, with every text and its position", () => {
  const doc = new Y.Doc();
  let updates = 0;
  doc.on("update", () => updates++);
  const id = createEntity(doc, "milestones", { outcome: "o1" });
  expect(updates).toBe(1);
  const entity = entityOf(doc, "milestones", id);
  expect(entity?.get("title")).toBeInstanceOf(Y.Text);
  expect(entity?.get("outcome")).toBe("o1");
  const second = createEntity(doc, "milestones", {}, [id]);
  expect(positionOf(doc, "milestones", second) > positionOf(doc, "milestones", id)).toBe(true);
});

test("clearing deletes the key, and nothing is written where nothing changes", () => {
  const doc = new Y.Doc();
  const entity = entityOf(doc, "risks", createEntity(doc, "risks", { kind: "other" }));
  if (entity === undefined) throw new Error("not created");
  let updates = 0;
  doc.on("update", () => updates++);
  writeScalar(entity, "kind", "other");
  writeScalar(entity, "state", null);
  expect(updates).toBe(0);
  writeScalar(entity, "kind", null);
  expect(entity.has("kind")).toBe(false);
});

test("moving keeps all siblings in order, also among equal positions", () => {
  const doc = new Y.Doc();
  const ids = [1, 2, 3, 4].map(() => createEntity(doc, "risks", {}));
  const order = () => inOrder(contentOf(doc).risks ?? []).map(({ id }) => id);
  const before = order();
  expect([...before].sort()).toEqual([...ids].sort());
  moveEntity(doc, "risks", before, before[3] as string, -1);
  expect(order()).toEqual([before[0], before[1], before[3], before[2]]);
  moveEntity(doc, "risks", order(), before[0] as string, 1);
  expect(order()).toEqual([before[1], before[0], before[3], before[2]]);
  moveEntity(doc, "risks", order(), before[1] as string, -1); // already first
  expect(order()[0]).toBe(before[1]);
});

test("what was not stored can be offered to a fresh replica", () => {
  const doc = new Y.Doc();
  doc.getMap("plan").set("goal", new Y.Text("Cut tickets."));
  const kept = createEntity(doc, "risks", { title: "Leave", kind: "other" });
  const state = Y.encodeStateAsUpdate(doc);
  const unsaved = new UnsavedEdits(doc, () => false);
  (doc.getMap("plan").get("goal") as Y.Text).insert(11, " by a quarter");
  const risk = entityOf(doc, "risks", kept) as Y.Map<unknown>;
  writeScalar(risk, "kind", null);
  writeScalar(risk, "state", "open");
  createEntity(doc, "wins", { title: "First win", value: "10.5" });

  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, state);
  const edits = unsaved.collect();
  expect(edits.map(({ kind }) => kind).sort()).toEqual(["changed", "changed", "cleared", "created"]);
  expect(edits.every((edit) => isLacking(fresh, edit))).toBe(true);
  const goal = fresh.getMap("plan").get("goal");
  expect(edits.every((edit) => offerAgain(fresh, edit))).toBe(true);
  expect(fresh.getMap("plan").get("goal")).toBe(goal); // changed in place, not replaced
  expect(String(goal)).toBe("Cut tickets by a quarter.");
  expect(entityOf(fresh, "risks", kept)?.toJSON()).toMatchObject({ title: "Leave", state: "open" });
  expect(entityOf(fresh, "risks", kept)?.has("kind")).toBe(false);
  expect(Object.values(fresh.getMap("wins").toJSON())).toMatchObject([{ title: "First win", value: "10.5" }]);
  writeField(doc, "risks", risk, "title", "Renamed");
  expect(isLacking(fresh, { kind: "changed", root: "risks", id: kept, values: { title: "Leave" } })).toBe(
    false,
  );
});

test("stored and remote edits are not offered again", () => {
  const doc = new Y.Doc();
  const unsaved = new UnsavedEdits(doc, (origin) => origin === "remote");
  doc.transact(() => doc.getMap("plan").set("reviewOn", "2026-01-01"), "remote");
  expect(unsaved.collect()).toEqual([]);
  doc.getMap("plan").set("reviewOn", "2026-01-02");
  expect(unsaved.collect()).toHaveLength(1);
  unsaved.forget();
  expect(unsaved.collect()).toEqual([]);
});

test("the sentence of an outcome names what it lacks", () => {
  const outcome = {
    metric: "first-response time",
    unit: "h",
    baseline: 8,
    target: 2,
    comparator: "under",
    deadline: "2026-09-30",
  } as const;
  expect(sentenceOf(outcome)).toEqual({
    text: "Reduce first-response time from 8 h to under 2 h by 30 September 2026",
    missing: [],
  });
  expect(sentenceOf({ metric: "NPS", target: 40 }).missing).toEqual(["baseline", "deadline"]);
});

test("everyone here is listed once, oneself first", () => {
  const user = (id: string, name: string) => ({ id, name, side: "VENDOR" });
  const states = new Map([
    [1, { user: user("b", "Bea"), focus: "plan/goal" }],
    [2, { user: user("b", "Bea"), focus: "plan/title" }],
    [3, { user: user("a", "Ann"), focus: "plan/roi" }],
    [4, { user: "nonsense" }],
  ]);
  const here = presences({ clientID: 1, getStates: () => states }, "b");
  expect(here.map(({ person }) => person.id)).toEqual(["b", "a"]);
  expect(here[0]?.paths).toEqual(["plan/title"]); // not the field that this very tab is in
});

test("a token is read from an address or alone, a plan's id from the path", () => {
  expect(tokenIn("http://127.0.0.1:8000/plans/x#abc.def-ghi_jkl.mno")).toBe("abc.def-ghi_jkl.mno");
  expect(tokenIn(" abcdefghijklmnop ")).toBe("abcdefghijklmnop");
  expect(tokenIn("#outcomes")).toBeNull();
  expect(tokenIn("has spaces in it, so no")).toBeNull();
  expect(planIdIn("/plans/11111111-1111-4111-8111-11111111111A")).toBe(
    "11111111-1111-4111-8111-11111111111a",
  );
  expect(planIdIn("/plans/1")).toBeNull();
});
