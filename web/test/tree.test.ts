import { expect, test } from "vitest";
import { buildTree, type Content, inOrder, type Node, type Placed } from "../src/document/tree";

function placed(id: string, position = "V", references: Record<string, string> = {}): Placed {
  return { id, position, references };
}

const ids = (nodes: readonly Node[] | undefined) => (nodes ?? []).map(({ id }) => id);

const content: Content = {
  outcomes: [placed("o2", "W"), placed("o1", "V")],
  workflows: [placed("w1", "V", { outcome: "o1" })],
  enablers: [
    placed("e1", "V", { workflow: "w1" }),
    placed("e2", "V", { outcome: "o2", workflow: "w1" }),
    placed("e3"),
  ],
  milestones: [
    placed("m2", "b", { outcome: "o1" }),
    placed("m1", "a", { outcome: "o1" }),
    placed("m3", "a", { outcome: "gone" }),
  ],
  tasks: [
    placed("t1", "V", { milestone: "m1" }),
    placed("t2"),
    placed("t3", "V", { milestone: "gone" }),
    placed("t4", "V", { milestone: "m3" }),
  ],
  risks: [placed("r1", "V", { outcome: "gone" })],
};

test("entities stand under their parents, in order", () => {
  const outcomes = buildTree(content).top.outcomes ?? [];
  expect(ids(outcomes)).toEqual(["o1", "o2"]);
  expect(ids(outcomes[0]?.children.milestones)).toEqual(["m1", "m2"]);
  expect(ids(outcomes[0]?.children.milestones?.[0]?.children.tasks)).toEqual(["t1"]);
});

test("an enabler that names only its workflow stands with the workflow's outcome", () => {
  const [first, second] = buildTree(content).top.outcomes ?? [];
  expect(ids(first?.children.enablers)).toEqual(["e1"]);
  expect(ids(second?.children.enablers)).toEqual(["e2"]);
});

test("a task without a milestone is a next step; one whose milestone is gone is unattached", () => {
  const tree = buildTree(content);
  expect(ids(tree.top.tasks)).toEqual(["t2"]);
  expect(ids(tree.unattached.tasks)).toEqual(["t3"]);
});

test("what has lost its parent still shows, with what stands under it", () => {
  const { unattached } = buildTree(content);
  expect(ids(unattached.milestones)).toEqual(["m3"]);
  expect(ids(unattached.milestones?.[0]?.children.tasks)).toEqual(["t4"]);
  expect(ids(unattached.enablers)).toEqual(["e3"]);
});

test("a section shows its entities whatever they refer to", () => {
  expect(ids(buildTree(content).top.risks)).toEqual(["r1"]);
});

test("every entity stands in exactly one place", () => {
  const tree = buildTree(content);
  const found: string[] = [];
  const walk = (nodes: readonly Node[]): void => {
    for (const { id, children } of nodes) {
      found.push(id);
      for (const below of Object.values(children)) walk(below);
    }
  };
  for (const nodes of [...Object.values(tree.top), ...Object.values(tree.unattached)]) walk(nodes);
  expect(found.sort()).toEqual(
    Object.values(content)
      .flatMap((entities) => entities.map(({ id }) => id))
      .sort(),
  );
});

test("ties of position go by id, as bytes", () => {
  expect(inOrder([placed("b", "a"), placed("a", "a"), placed("c", "Z")]).map(({ id }) => id)).toEqual([
    "c",
    "a",
    "b",
  ]);
});
