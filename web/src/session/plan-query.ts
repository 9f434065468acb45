/** What the page asks over GraphQL before it opens the live document: who I am, whose plan it is, who its people are. */
import { postQuery, type QueryAnswer } from "./graphql";
import PLAN_PAGE from "./plan-page.graphql";
import type { Token } from "./token";

export interface Organisation {
  readonly id: string;
  readonly name: string;
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly side: "VENDOR" | "CUSTOMER" | "PARTNER";
  readonly role: string | null;
  /** Null while they are there. */
  readonly leftOn: string | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly vendor: Organisation;
  readonly customer: Organisation | null;
  readonly contacts: readonly Contact[];
}

export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly organisations: readonly string[];
}

export type PlanAnswer =
  | { readonly kind: "plan"; readonly viewer: Viewer; readonly account: Account }
  | { readonly kind: "no such plan"; readonly viewer: Viewer }
  | { readonly kind: "not authenticated" }
  | { readonly kind: "failed"; readonly explanation: string };

interface AccountPage extends Omit<Account, "contacts"> {
  readonly contacts: {
    readonly nodes: readonly Contact[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface Data {
  readonly viewer: {
    readonly person: { readonly id: string; readonly name: string };
    readonly memberships: readonly { readonly organisation: { readonly id: string } }[];
  } | null;
  readonly plan: { readonly account: AccountPage } | null;
}

export async function askForPlan(planId: string, token: Token): Promise<PlanAnswer> {
  const contacts: Contact[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: QueryAnswer<Data> = await postQuery<Data>(PLAN_PAGE, { id: planId, after }, token);
    if (answer.kind !== "data") return answer;
    if (answer.data.viewer === null) return { kind: "not authenticated" };
    const { person, memberships } = answer.data.viewer;
    const viewer = { ...person, organisations: memberships.map(({ organisation }) => organisation.id) };
    if (answer.data.plan === null) return { kind: "no such plan", viewer };
    const account: AccountPage = answer.data.plan.account;
    contacts.push(...account.contacts.nodes);
    after = account.contacts.pageInfo.endCursor;
    if (!account.contacts.pageInfo.hasNextPage)
      return { kind: "plan", viewer, account: { ...account, contacts } };
  }
}
