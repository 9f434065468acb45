/** What the page of all plans asks over GraphQL, as the person of the session cookie. */
import { postQuery, type QueryAnswer } from "./graphql";
import PLANS_PAGE from "./plans-page.graphql";

const PAGE = 100;

export interface AccountPlans {
  readonly name: string;
  readonly plans: readonly { readonly id: string; readonly title: string | null }[];
}

export type PlansAnswer =
  | { readonly kind: "plans"; readonly name: string; readonly accounts: readonly AccountPlans[] }
  | { readonly kind: "not authenticated" }
  | { readonly kind: "failed"; readonly explanation: string };

interface Page {
  readonly nodes: readonly {
    readonly id: string;
    readonly title: string | null;
    readonly account: { readonly id: string; readonly name: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Data {
  readonly viewer: { readonly person: { readonly name: string }; readonly plans: Page } | null;
}

/** Every plan that the person sees, by account, read page after page. */
export async function askForPlans(): Promise<PlansAnswer> {
  const accounts = new Map<string, { name: string; plans: { id: string; title: string | null }[] }>();
  let after: string | null = null;
  for (;;) {
    const answer: QueryAnswer<Data> = await postQuery<Data>(PLANS_PAGE, { first: PAGE, after }, null);
    if (answer.kind !== "data") return answer;
    const viewer: Data["viewer"] = answer.data.viewer;
    if (viewer === null) return { kind: "not authenticated" };
    for (const { id, title, account } of viewer.plans.nodes) {
      const known = accounts.get(account.id) ?? { name: account.name, plans: [] };
      known.plans.push({ id, title });
      accounts.set(account.id, known);
    }
    after = viewer.plans.pageInfo.endCursor;
    if (!viewer.plans.pageInfo.hasNextPage) {
      return { kind: "plans", name: viewer.person.name, accounts: [...accounts.values()] };
    }
  }
}
