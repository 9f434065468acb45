/** Who stands under whom: the entities of the document as the page lays them out. */

/** What the tree needs to know of an entity. */
export interface Placed {
  readonly id: string;
  readonly position: string;
  /** Reference fields by name. */
  readonly references: Readonly<Record<string, string>>;
}

export interface Node {
  readonly root: string;
  readonly id: string;
  readonly children: Readonly<Record<string, readonly Node[]>>;
}

export interface PlanTree {
  /** The entities of each collection that stand at the top of their section. */
  readonly top: Readonly<Record<string, readonly Node[]>>;
  /** Entities that belong under another one which is not there. */
  readonly unattached: Readonly<Record<string, readonly Node[]>>;
}

export type Content = Readonly<Record<string, readonly Placed[]>>;

/** The collections that stand under an entity, in the order of the page, by the field that names it. */
export const CHILDREN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  outcomes: { milestones: "outcome", workflows: "outcome", enablers: "outcome", indicators: "outcome" },
  milestones: { tasks: "milestone" },
};

/** Sections of entities that stand alone, in the order of the page; a task without a milestone is a next step. */
export const SECTIONS = [
  "outcomes",
  "dependencies",
  "risks",
  "wins",
  "quotes",
  "tasks",
  "reviewNotes",
] as const;

export function buildTree(content: Content): PlanTree {
  const nodesOf = (root: string, belongs: (entity: Placed) => boolean): Node[] =>
    inOrder((content[root] ?? []).filter(belongs)).map(({ id }) => ({
      root,
      id,
      children: childrenOf(root, id),
    }));
  const childrenOf = (root: string, id: string): Record<string, Node[]> =>
    Object.fromEntries(
      Object.keys(CHILDREN[root] ?? {}).map((child) => [
        child,
        nodesOf(child, (entity) => parentOf(content, child, entity) === id),
      ]),
    );
  const top = SECTIONS.map((root) => [
    root,
    nodesOf(root, (entity) => parentOf(content, root, entity) === null),
  ]);
  const lost = nestedRoots().map((root) => [
    root,
    nodesOf(root, (entity) => isUnattached(content, root, entity)),
  ]);
  return { top: Object.fromEntries(top), unattached: Object.fromEntries(lost) };
}

/** Siblings by (position, id), compared as bytes; those without a position come first. */
export function inOrder(entities: readonly Placed[]): Placed[] {
  return [...entities].sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
}

/** The collections that stand under another one. */
export function nestedRoots(): string[] {
  return Object.values(CHILDREN).flatMap((children) => Object.keys(children));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The id that an entity stands under, whether or not that one exists; null where it names none. */
function parentOf(content: Content, root: string, entity: Placed): string | null {
  const field = Object.values(CHILDREN).find((children) => root in children)?.[root];
  if (field === undefined) return null;
  const named = entity.references[field];
  if (named !== undefined) return named;
  const workflow = (content.workflows ?? []).find(({ id }) => id === entity.references.workflow);
  return workflow?.references[field] ?? null; // an enabler may name only its workflow
}

function isUnattached(content: Content, root: string, entity: Placed): boolean {
  const parent = parentOf(content, root, entity);
  const parentRoot = Object.keys(CHILDREN).find((candidate) => root in (CHILDREN[candidate] ?? {}));
  if (parent === null) return !(SECTIONS as readonly string[]).includes(root);
  return !(content[parentRoot ?? ""] ?? []).some(({ id }) => id === parent);
}
