// Written by `make generate` from plans/rules/document.py: change the declaration, not this file.

export type FieldKind =
  | "text"
  | "string"
  | "number"
  | "integer"
  | "money"
  | "currency"
  | "date"
  | "boolean"
  | "enum"
  | "reference"
  | "position";

export interface FieldDeclaration {
  readonly name: string;
  readonly kind: FieldKind;
  readonly meaning: string;
  readonly maxLength?: number;
  readonly choices?: readonly string[];
  readonly refersTo?: readonly string[];
}

export interface CollectionDeclaration {
  readonly root: string;
  readonly single: boolean;
  readonly meaning: string;
  readonly fields: readonly FieldDeclaration[];
}

/** What the plan as a whole says. */
export interface PlanFields {
  /** The plan's title. Takes plain text of at most 300 characters. */
  title?: string;
  /** The goal, in at most three sentences. Takes plain text of at most 2000 characters. */
  goal?: string;
  /** Why the customer bought. Takes plain text of at most 10000 characters. */
  whyBought?: string;
  /** The problem that is to be solved. Takes plain text of at most 10000 characters. */
  problem?: string;
  /** The return on investment as the customer defines it. Takes plain text of at most 10000 characters. */
  roi?: string;
  /** When the customer expects value, in their words. Takes plain text of at most 2000 characters. */
  expectedTimeToValue?: string;
  /** The next review, where it is not planned as a review of its own. Takes an ISO 8601 date such as "2026-09-30". */
  reviewOn?: string;
  /** Days that a milestone may be blocked before both sponsors hear of it. Takes a whole number from 0 to 2^53. */
  escalateAfterDays?: number;
  /** The vendor's executive sponsor. Takes the id of another entity: a UUID in lower case. */
  vendorSponsor?: string;
  /** The customer's executive sponsor. Takes the id of another entity: a UUID in lower case. */
  customerSponsor?: string;
}

/** The customer's own words. */
export interface QuotesFields {
  /** What was said, verbatim. Takes plain text of at most 10000 characters. */
  text?: string;
  /** Who said it. Takes the id of another entity: a UUID in lower case. */
  saidBy?: string;
  /** When it was said. Takes an ISO 8601 date such as "2026-09-30". */
  saidOn?: string;
  /** The question that it answers. Takes a line of text of at most 1000 characters. */
  prompt?: string;
  /** The outcome that came of it. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
}

/** A business outcome: from a baseline, to a target, by a date. */
export interface OutcomesFields {
  /** The objective in the customer's language. Takes plain text of at most 2000 characters. */
  objective?: string;
  /** The benefit in the words of whoever approves the renewal. Takes plain text of at most 2000 characters. */
  benefit?: string;
  /** What kind of outcome it is. Takes one of revenue_growth, cost_reduction, risk_compliance, scale, speed. */
  type?: "revenue_growth" | "cost_reduction" | "risk_compliance" | "scale" | "speed";
  /** The name of what is measured. Takes a line of text of at most 300 characters. */
  metric?: string;
  /** The metric's unit; ratios too, such as "per 1,000 active users". Takes a line of text of at most 100 characters. */
  unit?: string;
  /** How the value is compared with the target. Takes one of at_most, under, at_least, over. */
  comparator?: "at_most" | "under" | "at_least" | "over";
  /** The value at the start, in the metric's unit. Takes a finite number below 2^53 in size. */
  baseline?: number;
  /** When the baseline was taken. Takes an ISO 8601 date such as "2026-09-30". */
  baselineOn?: string;
  /** Where the baseline comes from. Takes a line of text of at most 300 characters. */
  baselineSource?: string;
  /** A link to the evidence. Takes a line of text of at most 2000 characters. */
  baselineEvidence?: string;
  /** How good the baseline is. Takes one of measured, estimated, imported. */
  baselineQuality?: "measured" | "estimated" | "imported";
  /** The value to reach, in the metric's unit. Takes a finite number below 2^53 in size. */
  target?: number;
  /** The lower edge of a band to stay in. Takes a finite number below 2^53 in size. */
  bandLow?: number;
  /** The upper edge of a band to stay in. Takes a finite number below 2^53 in size. */
  bandHigh?: number;
  /** The change as stated, in percent of the baseline; 25 % less is -25. Takes a finite number below 2^53 in size. */
  statedChange?: number;
  /** The day by which the target is reached. Takes an ISO 8601 date such as "2026-09-30". */
  deadline?: string;
  /** Who measures. Takes the id of another entity: a UUID in lower case. */
  measuredBy?: string;
  /** Where the customer already tracks it. Takes a line of text of at most 300 characters. */
  measuredIn?: string;
  /** How often it is measured. Takes one of daily, weekly, monthly, quarterly, yearly. */
  measuredEvery?: "daily" | "weekly" | "monthly" | "quarterly" | "yearly";
  /** What one unit of improvement is worth. Takes a decimal such as "1250.50": up to 15 digits and 4 decimals. */
  valuePerUnit?: string;
  /** The currency of the amount. Takes an ISO 4217 code such as "EUR". */
  currency?: string;
  /** Where the outcome was first recorded. Takes one of sales_notes, mutual_action_plan, recorded_call, discovery_call, other. */
  provenance?: "sales_notes" | "mutual_action_plan" | "recorded_call" | "discovery_call" | "other";
  /** The customer's one owner. Takes the id of another entity: a UUID in lower case. */
  customerOwner?: string;
  /** The vendor's one owner. Takes the id of another entity: a UUID in lower case. */
  vendorOwner?: string;
  /** Whether it shows in the one-page view. Takes true or false. */
  key?: boolean;
  /** Whether it is pursued. Takes one of active, retired. */
  status?: "active" | "retired";
  /** Why it was retired. Takes a line of text of at most 1000 characters. */
  retiredBecause?: string;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** A key product workflow that drives an outcome. */
export interface WorkflowsFields {
  /** The outcome that it drives. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** What people do. Takes plain text of at most 300 characters. */
  title?: string;
  /** How the value is compared with the target. Takes one of at_most, under, at_least, over. */
  comparator?: "at_most" | "under" | "at_least" | "over";
  /** The value at the start, in the workflow's unit. Takes a finite number below 2^53 in size. */
  initial?: number;
  /** When that value was taken. Takes an ISO 8601 date such as "2026-09-30". */
  initialOn?: string;
  /** The value from which it works, in the workflow's unit. Takes a finite number below 2^53 in size. */
  threshold?: number;
  /** The unit of the threshold. Takes a line of text of at most 100 characters. */
  unit?: string;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** What makes a workflow possible. */
export interface EnablersFields {
  /** The outcome that it serves. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** The workflow that it enables. Takes the id of another entity: a UUID in lower case. */
  workflow?: string;
  /** What kind of enabler it is. Takes one of integration, training, sponsor, other. */
  kind?: "integration" | "training" | "sponsor" | "other";
  /** What is needed. Takes plain text of at most 300 characters. */
  title?: string;
  /** Who sees to it. Takes the id of another entity: a UUID in lower case. */
  owner?: string;
  /** How far it is. Takes one of planned, in_progress, done, blocked. */
  state?: "planned" | "in_progress" | "done" | "blocked";
  /** The day by which it is in place. Takes an ISO 8601 date such as "2026-09-30". */
  due?: string;
  /** How often, such as "three articles a week". Takes a line of text of at most 100 characters. */
  frequency?: string;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** A figure that tells early (leading) or late (lagging) whether the outcome is coming. */
export interface IndicatorsFields {
  /** The outcome that it tells about. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** Leading or lagging. Takes one of leading, lagging. */
  kind?: "leading" | "lagging";
  /** The name of the figure. Takes a line of text of at most 300 characters. */
  name?: string;
  /** The figure's unit. Takes a line of text of at most 100 characters. */
  unit?: string;
  /** How the value is compared with the target. Takes one of at_most, under, at_least, over. */
  comparator?: "at_most" | "under" | "at_least" | "over";
  /** The value at the start, in the figure's unit. Takes a finite number below 2^53 in size. */
  baseline?: number;
  /** The value to reach, in the figure's unit. Takes a finite number below 2^53 in size. */
  target?: number;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** A dated step towards an outcome, with an owner on each side. */
export interface MilestonesFields {
  /** The outcome that it leads to. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** What is reached. Takes plain text of at most 300 characters. */
  title?: string;
  /** Which preset mark it is. Takes one of quick_win, implemented, first_value, half_target, target_hit, other. */
  mark?: "quick_win" | "implemented" | "first_value" | "half_target" | "target_hit" | "other";
  /** The day by which it is reached. Takes an ISO 8601 date such as "2026-09-30". */
  due?: string;
  /** The business metric that it moves: an outcome's or an indicator's. Takes the id of another entity: a UUID in lower case. */
  metric?: string;
  /** The metric's value at this milestone, in the metric's unit. Takes a finite number below 2^53 in size. */
  targetValue?: number;
  /** How the value is compared with the target. Takes one of at_most, under, at_least, over. */
  comparator?: "at_most" | "under" | "at_least" | "over";
  /** For whom, such as "pilot team". Takes a line of text of at most 300 characters. */
  scope?: string;
  /** The vendor's one owner. Takes the id of another entity: a UUID in lower case. */
  vendorOwner?: string;
  /** The customer's one owner. Takes the id of another entity: a UUID in lower case. */
  customerOwner?: string;
  /** Who has to act. Takes one of customer, csm, product. */
  responsibility?: "customer" | "csm" | "product";
  /** How it stands; overdue is derived. Takes one of planned, in_progress, done, at_risk, blocked, skipped. */
  status?: "planned" | "in_progress" | "done" | "at_risk" | "blocked" | "skipped";
  /** The day on which it was reached. Takes an ISO 8601 date such as "2026-09-30". */
  doneOn?: string;
  /** Whether it shows in the one-page view. Takes true or false. */
  key?: boolean;
  /** Whether it is the first value that the customer sees. Takes true or false. */
  firstValue?: boolean;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** Something to do under a milestone; without a milestone, a next step. */
export interface TasksFields {
  /** The milestone that it belongs to. Takes the id of another entity: a UUID in lower case. */
  milestone?: string;
  /** What is done. Takes plain text of at most 1000 characters. */
  action?: string;
  /** Who does it. Takes the id of another entity: a UUID in lower case. */
  owner?: string;
  /** The day by which it is done. Takes an ISO 8601 date such as "2026-09-30". */
  due?: string;
  /** Whether it is done. Takes true or false. */
  done?: boolean;
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** What one person owes another, by when. */
export interface DependenciesFields {
  /** Who owes it. Takes the id of another entity: a UUID in lower case. */
  owedBy?: string;
  /** Who waits for it. Takes the id of another entity: a UUID in lower case. */
  owedTo?: string;
  /** What is owed. Takes plain text of at most 1000 characters. */
  what?: string;
  /** The day by which it is owed. Takes an ISO 8601 date such as "2026-09-30". */
  due?: string;
  /** The milestone that needs it. Takes the id of another entity: a UUID in lower case. */
  milestone?: string;
  /** The dependency that has to be met first. Takes the id of another entity: a UUID in lower case. */
  waitsFor?: string;
  /** How it stands. Takes one of open, met, waived. */
  status?: "open" | "met" | "waived";
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** What may keep the plan from its outcomes. */
export interface RisksFields {
  /** What may happen. Takes plain text of at most 300 characters. */
  title?: string;
  /** What kind of risk it is. Takes one of blocker, low_adoption, dependency, other. */
  kind?: "blocker" | "low_adoption" | "dependency" | "other";
  /** The outcome at risk. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** The milestone at risk. Takes the id of another entity: a UUID in lower case. */
  milestone?: string;
  /** How likely it is. Takes one of low, medium, high. */
  likelihood?: "low" | "medium" | "high";
  /** How much it would hurt. Takes one of low, medium, high. */
  impact?: "low" | "medium" | "high";
  /** What is done about it. Takes plain text of at most 2000 characters. */
  mitigation?: string;
  /** Who watches it. Takes the id of another entity: a UUID in lower case. */
  owner?: string;
  /** How it stands. Takes one of open, mitigating, accepted, closed. */
  state?: "open" | "mitigating" | "accepted" | "closed";
  /** Where it stands among its siblings; ties go by id. Takes a fractional position: 1 to 128 letters and digits, compared as bytes. */
  position?: string;
}

/** Value delivered, as recorded in the value log. */
export interface WinsFields {
  /** What was won. Takes plain text of at most 300 characters. */
  title?: string;
  /** The outcome that it counts for. Takes the id of another entity: a UUID in lower case. */
  outcome?: string;
  /** The milestone that brought it. Takes the id of another entity: a UUID in lower case. */
  milestone?: string;
  /** The value, in the unit or the currency. Takes a decimal such as "1250.50": up to 15 digits and 4 decimals. */
  value?: string;
  /** The value's unit where it is not money. Takes a line of text of at most 100 characters. */
  unit?: string;
  /** The currency of the amount. Takes an ISO 4217 code such as "EUR". */
  currency?: string;
  /** How the value was worked out. Takes plain text of at most 2000 characters. */
  calculation?: string;
  /** A link to the evidence. Takes a line of text of at most 2000 characters. */
  evidence?: string;
  /** The day of the win. Takes an ISO 8601 date such as "2026-09-30". */
  on?: string;
}

/** Notes taken in a review. */
export interface ReviewNotesFields {
  /** The review. Takes the id of another entity: a UUID in lower case. */
  review?: string;
  /** The notes. Takes plain text of at most 10000 characters. */
  text?: string;
}

/** What the vendor keeps to itself about the plan. */
export interface InternalFields {
  /** How the vendor tells the story. Takes plain text of at most 10000 characters. */
  narrative?: string;
  /** Who is for it. Takes plain text of at most 10000 characters. */
  champions?: string;
  /** Who is against it. Takes plain text of at most 10000 characters. */
  skeptics?: string;
  /** Where it rubs. Takes plain text of at most 10000 characters. */
  friction?: string;
  /** What failed before. Takes plain text of at most 10000 characters. */
  priorFailures?: string;
  /** Lessons for a hand-over. Takes plain text of at most 10000 characters. */
  lessons?: string;
}

/** The communication plan: who of the vendor talks to whom. */
export interface ConversationsFields {
  /** The vendor's person. Takes the id of another entity: a UUID in lower case. */
  vendorPerson?: string;
  /** The customer's person. Takes the id of another entity: a UUID in lower case. */
  contact?: string;
  /** How often they talk. Takes one of daily, weekly, monthly, quarterly, yearly. */
  every?: "daily" | "weekly" | "monthly" | "quarterly" | "yearly";
  /** What for. Takes plain text of at most 2000 characters. */
  purpose?: string;
}

/** Risks about a person. */
export interface StakeholderRisksFields {
  /** The person. Takes the id of another entity: a UUID in lower case. */
  contact?: string;
  /** What may happen. Takes plain text of at most 2000 characters. */
  what?: string;
  /** What is done about it. Takes plain text of at most 2000 characters. */
  mitigation?: string;
}

/** An idea that hangs on a documented gap. */
export interface ExpansionsFields {
  /** The gap. Takes a line of text of at most 1000 characters. */
  gap?: string;
  /** The idea. Takes plain text of at most 2000 characters. */
  idea?: string;
}

/** Goals for the next cycle. */
export interface NextGoalsFields {
  /** Where the customer is heading. Takes plain text of at most 2000 characters. */
  goal?: string;
}

export const SHARED_COLLECTIONS: readonly CollectionDeclaration[] = [
  {
    root: "plan",
    single: true,
    meaning: "What the plan as a whole says.",
    fields: [
      { name: "title", kind: "text", meaning: "The plan's title.", maxLength: 300 },
      { name: "goal", kind: "text", meaning: "The goal, in at most three sentences.", maxLength: 2000 },
      { name: "whyBought", kind: "text", meaning: "Why the customer bought.", maxLength: 10000 },
      { name: "problem", kind: "text", meaning: "The problem that is to be solved.", maxLength: 10000 },
      { name: "roi", kind: "text", meaning: "The return on investment as the customer defines it.", maxLength: 10000 },
      { name: "expectedTimeToValue", kind: "text", meaning: "When the customer expects value, in their words.", maxLength: 2000 },
      { name: "reviewOn", kind: "date", meaning: "The next review, where it is not planned as a review of its own." },
      { name: "escalateAfterDays", kind: "integer", meaning: "Days that a milestone may be blocked before both sponsors hear of it." },
      { name: "vendorSponsor", kind: "reference", meaning: "The vendor's executive sponsor.", refersTo: ["contact"] },
      { name: "customerSponsor", kind: "reference", meaning: "The customer's executive sponsor.", refersTo: ["contact"] },
    ],
  },
  {
    root: "quotes",
    single: false,
    meaning: "The customer's own words.",
    fields: [
      { name: "text", kind: "text", meaning: "What was said, verbatim.", maxLength: 10000 },
      { name: "saidBy", kind: "reference", meaning: "Who said it.", refersTo: ["contact"] },
      { name: "saidOn", kind: "date", meaning: "When it was said." },
      { name: "prompt", kind: "string", meaning: "The question that it answers.", maxLength: 1000 },
      { name: "outcome", kind: "reference", meaning: "The outcome that came of it.", refersTo: ["outcomes"] },
    ],
  },
  {
    root: "outcomes",
    single: false,
    meaning: "A business outcome: from a baseline, to a target, by a date.",
    fields: [
      { name: "objective", kind: "text", meaning: "The objective in the customer's language.", maxLength: 2000 },
      { name: "benefit", kind: "text", meaning: "The benefit in the words of whoever approves the renewal.", maxLength: 2000 },
      { name: "type", kind: "enum", meaning: "What kind of outcome it is.", choices: ["revenue_growth", "cost_reduction", "risk_compliance", "scale", "speed"] },
      { name: "metric", kind: "string", meaning: "The name of what is measured.", maxLength: 300 },
      { name: "unit", kind: "string", meaning: "The metric's unit; ratios too, such as \"per 1,000 active users\".", maxLength: 100 },
      { name: "comparator", kind: "enum", meaning: "How the value is compared with the target.", choices: ["at_most", "under", "at_least", "over"] },
      { name: "baseline", kind: "number", meaning: "The value at the start, in the metric's unit." },
      { name: "baselineOn", kind: "date", meaning: "When the baseline was taken." },
      { name: "baselineSource", kind: "string", meaning: "Where the baseline comes from.", maxLength: 300 },
      { name: "baselineEvidence", kind: "string", meaning: "A link to the evidence.", maxLength: 2000 },
      { name: "baselineQuality", kind: "enum", meaning: "How good the baseline is.", choices: ["measured", "estimated", "imported"] },
      { name: "target", kind: "number", meaning: "The value to reach, in the metric's unit." },
      { name: "bandLow", kind: "number", meaning: "The lower edge of a band to stay in." },
      { name: "bandHigh", kind: "number", meaning: "The upper edge of a band to stay in." },
      { name: "statedChange", kind: "number", meaning: "The change as stated, in percent of the baseline; 25 % less is -25." },
      { name: "deadline", kind: "date", meaning: "The day by which the target is reached." },
      { name: "measuredBy", kind: "reference", meaning: "Who measures.", refersTo: ["contact"] },
      { name: "measuredIn", kind: "string", meaning: "Where the customer already tracks it.", maxLength: 300 },
      { name: "measuredEvery", kind: "enum", meaning: "How often it is measured.", choices: ["daily", "weekly", "monthly", "quarterly", "yearly"] },
      { name: "valuePerUnit", kind: "money", meaning: "What one unit of improvement is worth." },
      { name: "currency", kind: "currency", meaning: "The currency of the amount." },
      { name: "provenance", kind: "enum", meaning: "Where the outcome was first recorded.", choices: ["sales_notes", "mutual_action_plan", "recorded_call", "discovery_call", "other"] },
      { name: "customerOwner", kind: "reference", meaning: "The customer's one owner.", refersTo: ["contact"] },
      { name: "vendorOwner", kind: "reference", meaning: "The vendor's one owner.", refersTo: ["contact"] },
      { name: "key", kind: "boolean", meaning: "Whether it shows in the one-page view." },
      { name: "status", kind: "enum", meaning: "Whether it is pursued.", choices: ["active", "retired"] },
      { name: "retiredBecause", kind: "string", meaning: "Why it was retired.", maxLength: 1000 },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "workflows",
    single: false,
    meaning: "A key product workflow that drives an outcome.",
    fields: [
      { name: "outcome", kind: "reference", meaning: "The outcome that it drives.", refersTo: ["outcomes"] },
      { name: "title", kind: "text", meaning: "What people do.", maxLength: 300 },
      { name: "comparator", kind: "enum", meaning: "How the value is compared with the target.", choices: ["at_most", "under", "at_least", "over"] },
      { name: "initial", kind: "number", meaning: "The value at the start, in the workflow's unit." },
      { name: "initialOn", kind: "date", meaning: "When that value was taken." },
      { name: "threshold", kind: "number", meaning: "The value from which it works, in the workflow's unit." },
      { name: "unit", kind: "string", meaning: "The unit of the threshold.", maxLength: 100 },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "enablers",
    single: false,
    meaning: "What makes a workflow possible.",
    fields: [
      { name: "outcome", kind: "reference", meaning: "The outcome that it serves.", refersTo: ["outcomes"] },
      { name: "workflow", kind: "reference", meaning: "The workflow that it enables.", refersTo: ["workflows"] },
      { name: "kind", kind: "enum", meaning: "What kind of enabler it is.", choices: ["integration", "training", "sponsor", "other"] },
      { name: "title", kind: "text", meaning: "What is needed.", maxLength: 300 },
      { name: "owner", kind: "reference", meaning: "Who sees to it.", refersTo: ["contact"] },
      { name: "state", kind: "enum", meaning: "How far it is.", choices: ["planned", "in_progress", "done", "blocked"] },
      { name: "due", kind: "date", meaning: "The day by which it is in place." },
      { name: "frequency", kind: "string", meaning: "How often, such as \"three articles a week\".", maxLength: 100 },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "indicators",
    single: false,
    meaning: "A figure that tells early (leading) or late (lagging) whether the outcome is coming.",
    fields: [
      { name: "outcome", kind: "reference", meaning: "The outcome that it tells about.", refersTo: ["outcomes"] },
      { name: "kind", kind: "enum", meaning: "Leading or lagging.", choices: ["leading", "lagging"] },
      { name: "name", kind: "string", meaning: "The name of the figure.", maxLength: 300 },
      { name: "unit", kind: "string", meaning: "The figure's unit.", maxLength: 100 },
      { name: "comparator", kind: "enum", meaning: "How the value is compared with the target.", choices: ["at_most", "under", "at_least", "over"] },
      { name: "baseline", kind: "number", meaning: "The value at the start, in the figure's unit." },
      { name: "target", kind: "number", meaning: "The value to reach, in the figure's unit." },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "milestones",
    single: false,
    meaning: "A dated step towards an outcome, with an owner on each side.",
    fields: [
      { name: "outcome", kind: "reference", meaning: "The outcome that it leads to.", refersTo: ["outcomes"] },
      { name: "title", kind: "text", meaning: "What is reached.", maxLength: 300 },
      { name: "mark", kind: "enum", meaning: "Which preset mark it is.", choices: ["quick_win", "implemented", "first_value", "half_target", "target_hit", "other"] },
      { name: "due", kind: "date", meaning: "The day by which it is reached." },
      { name: "metric", kind: "reference", meaning: "The business metric that it moves: an outcome's or an indicator's.", refersTo: ["outcomes", "indicators"] },
      { name: "targetValue", kind: "number", meaning: "The metric's value at this milestone, in the metric's unit." },
      { name: "comparator", kind: "enum", meaning: "How the value is compared with the target.", choices: ["at_most", "under", "at_least", "over"] },
      { name: "scope", kind: "string", meaning: "For whom, such as \"pilot team\".", maxLength: 300 },
      { name: "vendorOwner", kind: "reference", meaning: "The vendor's one owner.", refersTo: ["contact"] },
      { name: "customerOwner", kind: "reference", meaning: "The customer's one owner.", refersTo: ["contact"] },
      { name: "responsibility", kind: "enum", meaning: "Who has to act.", choices: ["customer", "csm", "product"] },
      { name: "status", kind: "enum", meaning: "How it stands; overdue is derived.", choices: ["planned", "in_progress", "done", "at_risk", "blocked", "skipped"] },
      { name: "doneOn", kind: "date", meaning: "The day on which it was reached." },
      { name: "key", kind: "boolean", meaning: "Whether it shows in the one-page view." },
      { name: "firstValue", kind: "boolean", meaning: "Whether it is the first value that the customer sees." },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "tasks",
    single: false,
    meaning: "Something to do under a milestone; without a milestone, a next step.",
    fields: [
      { name: "milestone", kind: "reference", meaning: "The milestone that it belongs to.", refersTo: ["milestones"] },
      { name: "action", kind: "text", meaning: "What is done.", maxLength: 1000 },
      { name: "owner", kind: "reference", meaning: "Who does it.", refersTo: ["contact"] },
      { name: "due", kind: "date", meaning: "The day by which it is done." },
      { name: "done", kind: "boolean", meaning: "Whether it is done." },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "dependencies",
    single: false,
    meaning: "What one person owes another, by when.",
    fields: [
      { name: "owedBy", kind: "reference", meaning: "Who owes it.", refersTo: ["contact"] },
      { name: "owedTo", kind: "reference", meaning: "Who waits for it.", refersTo: ["contact"] },
      { name: "what", kind: "text", meaning: "What is owed.", maxLength: 1000 },
      { name: "due", kind: "date", meaning: "The day by which it is owed." },
      { name: "milestone", kind: "reference", meaning: "The milestone that needs it.", refersTo: ["milestones"] },
      { name: "waitsFor", kind: "reference", meaning: "The dependency that has to be met first.", refersTo: ["dependencies"] },
      { name: "status", kind: "enum", meaning: "How it stands.", choices: ["open", "met", "waived"] },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "risks",
    single: false,
    meaning: "What may keep the plan from its outcomes.",
    fields: [
      { name: "title", kind: "text", meaning: "What may happen.", maxLength: 300 },
      { name: "kind", kind: "enum", meaning: "What kind of risk it is.", choices: ["blocker", "low_adoption", "dependency", "other"] },
      { name: "outcome", kind: "reference", meaning: "The outcome at risk.", refersTo: ["outcomes"] },
      { name: "milestone", kind: "reference", meaning: "The milestone at risk.", refersTo: ["milestones"] },
      { name: "likelihood", kind: "enum", meaning: "How likely it is.", choices: ["low", "medium", "high"] },
      { name: "impact", kind: "enum", meaning: "How much it would hurt.", choices: ["low", "medium", "high"] },
      { name: "mitigation", kind: "text", meaning: "What is done about it.", maxLength: 2000 },
      { name: "owner", kind: "reference", meaning: "Who watches it.", refersTo: ["contact"] },
      { name: "state", kind: "enum", meaning: "How it stands.", choices: ["open", "mitigating", "accepted", "closed"] },
      { name: "position", kind: "position", meaning: "Where it stands among its siblings; ties go by id." },
    ],
  },
  {
    root: "wins",
    single: false,
    meaning: "Value delivered, as recorded in the value log.",
    fields: [
      { name: "title", kind: "text", meaning: "What was won.", maxLength: 300 },
      { name: "outcome", kind: "reference", meaning: "The outcome that it counts for.", refersTo: ["outcomes"] },
      { name: "milestone", kind: "reference", meaning: "The milestone that brought it.", refersTo: ["milestones"] },
      { name: "value", kind: "money", meaning: "The value, in the unit or the currency." },
      { name: "unit", kind: "string", meaning: "The value's unit where it is not money.", maxLength: 100 },
      { name: "currency", kind: "currency", meaning: "The currency of the amount." },
      { name: "calculation", kind: "text", meaning: "How the value was worked out.", maxLength: 2000 },
      { name: "evidence", kind: "string", meaning: "A link to the evidence.", maxLength: 2000 },
      { name: "on", kind: "date", meaning: "The day of the win." },
    ],
  },
  {
    root: "reviewNotes",
    single: false,
    meaning: "Notes taken in a review.",
    fields: [
      { name: "review", kind: "reference", meaning: "The review.", refersTo: ["review"] },
      { name: "text", kind: "text", meaning: "The notes.", maxLength: 10000 },
    ],
  },
];

export const INTERNAL_COLLECTIONS: readonly CollectionDeclaration[] = [
  {
    root: "internal",
    single: true,
    meaning: "What the vendor keeps to itself about the plan.",
    fields: [
      { name: "narrative", kind: "text", meaning: "How the vendor tells the story.", maxLength: 10000 },
      { name: "champions", kind: "text", meaning: "Who is for it.", maxLength: 10000 },
      { name: "skeptics", kind: "text", meaning: "Who is against it.", maxLength: 10000 },
      { name: "friction", kind: "text", meaning: "Where it rubs.", maxLength: 10000 },
      { name: "priorFailures", kind: "text", meaning: "What failed before.", maxLength: 10000 },
      { name: "lessons", kind: "text", meaning: "Lessons for a hand-over.", maxLength: 10000 },
    ],
  },
  {
    root: "conversations",
    single: false,
    meaning: "The communication plan: who of the vendor talks to whom.",
    fields: [
      { name: "vendorPerson", kind: "reference", meaning: "The vendor's person.", refersTo: ["contact"] },
      { name: "contact", kind: "reference", meaning: "The customer's person.", refersTo: ["contact"] },
      { name: "every", kind: "enum", meaning: "How often they talk.", choices: ["daily", "weekly", "monthly", "quarterly", "yearly"] },
      { name: "purpose", kind: "text", meaning: "What for.", maxLength: 2000 },
    ],
  },
  {
    root: "stakeholderRisks",
    single: false,
    meaning: "Risks about a person.",
    fields: [
      { name: "contact", kind: "reference", meaning: "The person.", refersTo: ["contact"] },
      { name: "what", kind: "text", meaning: "What may happen.", maxLength: 2000 },
      { name: "mitigation", kind: "text", meaning: "What is done about it.", maxLength: 2000 },
    ],
  },
  {
    root: "expansions",
    single: false,
    meaning: "An idea that hangs on a documented gap.",
    fields: [
      { name: "gap", kind: "string", meaning: "The gap.", maxLength: 1000 },
      { name: "idea", kind: "text", meaning: "The idea.", maxLength: 2000 },
    ],
  },
  {
    root: "nextGoals",
    single: false,
    meaning: "Goals for the next cycle.",
    fields: [
      { name: "goal", kind: "text", meaning: "Where the customer is heading.", maxLength: 2000 },
    ],
  },
];
