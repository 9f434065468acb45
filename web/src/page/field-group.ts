/** How the fields of an entity are grouped on its card; what is in no group comes last, so that nothing is left out. */
import { editableFields } from "../document/declaration";
import type { FieldDeclaration } from "../generated/document";

export interface FieldGroup {
  /** Null for the fields at the top of the card. */
  readonly heading: string | null;
  readonly names: readonly string[];
}

const GROUPS: Readonly<Record<string, readonly FieldGroup[]>> = {
  plan: [
    { heading: null, names: ["title", "goal"] },
    { heading: "Business context", names: ["whyBought", "problem", "roi", "expectedTimeToValue"] },
    {
      heading: "Sponsors and review",
      names: ["vendorSponsor", "customerSponsor", "reviewOn", "escalateAfterDays"],
    },
  ],
  outcomes: [
    { heading: null, names: ["objective", "benefit"] },
    { heading: "From, to, by", names: ["metric", "unit", "baseline", "comparator", "target", "deadline"] },
    {
      heading: "Owners and status",
      names: ["customerOwner", "vendorOwner", "type", "status", "retiredBecause", "key"],
    },
    {
      heading: "Baseline",
      names: [
        "baselineOn",
        "baselineSource",
        "baselineEvidence",
        "baselineQuality",
        "statedChange",
        "bandLow",
        "bandHigh",
      ],
    },
    {
      heading: "Measuring and worth",
      names: ["measuredBy", "measuredIn", "measuredEvery", "valuePerUnit", "currency", "provenance"],
    },
  ],
  milestones: [
    {
      heading: null,
      names: [
        "title",
        "due",
        "status",
        "vendorOwner",
        "customerOwner",
        "metric",
        "comparator",
        "targetValue",
        "scope",
      ],
    },
    { heading: null, names: ["outcome", "mark", "responsibility", "doneOn", "key", "firstValue"] },
  ],
};

/** Fields that a person reads first; the others step aside while "Essentials" is chosen. */
const ESSENTIALS: Readonly<Record<string, readonly string[]>> = {
  outcomes: [
    "objective",
    "benefit",
    "metric",
    "unit",
    "baseline",
    "comparator",
    "target",
    "deadline",
    "customerOwner",
    "vendorOwner",
    "status",
  ],
  workflows: ["title", "threshold", "unit"],
  enablers: ["title", "owner", "state", "due"],
  indicators: ["name", "kind", "target", "unit"],
  milestones: ["title", "due", "status", "vendorOwner", "customerOwner", "targetValue", "scope"],
  tasks: ["action", "owner", "due", "done"],
  dependencies: ["what", "owedBy", "owedTo", "due", "status"],
  risks: ["title", "likelihood", "impact", "mitigation", "owner", "state"],
  wins: ["title", "value", "unit", "currency", "on"],
  quotes: ["text", "saidBy", "saidOn"],
};

export function fieldGroups(root: string): { heading: string | null; fields: FieldDeclaration[] }[] {
  const fields = editableFields(root);
  const groups = (GROUPS[root] ?? []).map(({ heading, names }) => ({
    heading,
    fields: names.flatMap((name) => fields.filter((field) => field.name === name)),
  }));
  const placed = new Set(groups.flatMap((group) => group.fields));
  const rest = fields
    .filter((field) => !placed.has(field))
    .sort((a, b) => Number(b.kind === "text") - Number(a.kind === "text"));
  return rest.length > 0 ? [...groups, { heading: null, fields: rest }] : groups;
}

export function isEssential(root: string, name: string): boolean {
  return ESSENTIALS[root]?.includes(name) ?? true;
}
