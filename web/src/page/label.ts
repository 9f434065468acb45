/** What fields, collections and listed words are called on the page. */

const FIELD_LABELS: Readonly<Record<string, string>> = {
  whyBought: "Why the customer bought",
  problem: "The problem",
  roi: "Return on investment",
  expectedTimeToValue: "Expected time to value",
  reviewOn: "Next review",
  escalateAfterDays: "Escalate after (days)",
  saidBy: "Said by",
  saidOn: "Said on",
  prompt: "Asked",
  "quotes.text": "Their words",
  "outcomes.type": "Kind of outcome",
  comparator: "Compared as",
  baselineOn: "Baseline taken on",
  bandLow: "Band from",
  bandHigh: "Band to",
  statedChange: "Stated change (%)",
  measuredEvery: "How often",
  measuredIn: "Measured in",
  "outcomes.key": "On the one-page view",
  "milestones.key": "On the one-page view",
  firstValue: "First value",
  retiredBecause: "Retired because",
  "workflows.initial": "At the start",
  initialOn: "Taken on",
  targetValue: "Value to reach",
  "milestones.metric": "Moves the metric",
  responsibility: "Who has to act",
  doneOn: "Reached on",
  what: "What is owed",
  "dependencies.milestone": "Needed by milestone",
  on: "Date",
  "reviewNotes.text": "Notes",
  "reviewNotes.review": "Review (its id)",
};

const WORD_LABELS: Readonly<Record<string, string>> = {
  csm: "CSM",
  risk_compliance: "Risk and compliance",
  outcomes: "Outcomes",
};

const COLLECTIONS: Readonly<Record<string, { readonly one: string; readonly heading: string }>> = {
  plan: { one: "plan", heading: "The plan" },
  outcomes: { one: "outcome", heading: "Outcomes" },
  workflows: { one: "workflow", heading: "Workflows" },
  enablers: { one: "enabler", heading: "Enablers" },
  indicators: { one: "indicator", heading: "Indicators" },
  milestones: { one: "milestone", heading: "Milestones" },
  dependencies: { one: "dependency", heading: "Dependencies" },
  risks: { one: "risk", heading: "Risks" },
  wins: { one: "win", heading: "Value delivered" },
  quotes: { one: "quote", heading: "In the customer's words" },
  tasks: { one: "task", heading: "Tasks" },
  reviewNotes: { one: "review note", heading: "Review notes" },
};

export function fieldLabel(root: string, name: string): string {
  return FIELD_LABELS[`${root}.${name}`] ?? FIELD_LABELS[name] ?? spelled(name);
}

/** A listed word such as "at_most" for people. */
export function wordLabel(word: string): string {
  return WORD_LABELS[word] ?? spelled(word);
}

export function collectionHeading(root: string): string {
  return COLLECTIONS[root]?.heading ?? spelled(root);
}

/** One entity of a collection, in lower case: "outcome". */
export function entityNoun(root: string): string {
  return COLLECTIONS[root]?.one ?? root;
}

/** "An outcome", "a task". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** "baselineSource" and "in_progress" as words. */
function spelled(name: string): string {
  const words = name
    .replace(/_/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
