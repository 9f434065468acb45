// Lists a portfolio, opens a plan, mends a finding and sees it disappear. Node 20 or newer, nothing to install:
//   node docs/api/mend-a-finding.mjs http://127.0.0.1:8000 "$(.venv/bin/concordat token csm@fernhill.example)"
const [url, token] = process.argv.slice(2);

async function ask(query, variables = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join("; "));
  return data;
}

const PORTFOLIO = `query ($after: String) { viewer { plans(first: 2, after: $after, orderBy: ACCOUNT_NAME) {
  nodes { id title nextReviewOn account { name } }
  pageInfo { hasNextPage endCursor }
} } }`;
const PLAN = `query ($id: ID!) { plan(id: $id) {
  title
  findings { code message subject { id } }
  outcomes { id version }
  account { contacts(first: 100) { nodes { id name side role } } }
} }`;
const MEND = `mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) {
  __typename
  ... on UpdateOutcomeSuccess { outcome { customerOwner { name } } }
  ... on Refusal { message }
  ... on StaleVersion { message }
} }`;

const plans = [];
let page = { hasNextPage: true, endCursor: null };
while (page.hasNextPage) {
  const { plans: read } = (await ask(PORTFOLIO, { after: page.endCursor })).viewer;
  plans.push(...read.nodes);
  page = read.pageInfo;
}
for (const { title, account, nextReviewOn } of plans) console.log(`${account.name}: ${title}, review on ${nextReviewOn ?? "no day"}`);

const ownerless = (plan) => plan.findings.find(({ code }) => code === "OUTCOME_WITHOUT_CUSTOMER_OWNER");
for (const { id } of plans) {
  const { plan } = await ask(PLAN, { id });
  const finding = ownerless(plan);
  if (finding === undefined) continue;
  console.log(`${plan.title}: ${finding.message}`);
  const owner = plan.account.contacts.nodes.find(({ side, role }) => side === "CUSTOMER" && role === "CHAMPION");
  const { version } = plan.outcomes.find((outcome) => outcome.id === finding.subject.id);
  const input = { planId: id, id: finding.subject.id, expectedVersion: version, customerOwnerId: owner.id };
  const { updateOutcome } = await ask(MEND, { input: { ...input, idempotencyKey: crypto.randomUUID() } });
  if (updateOutcome.__typename !== "UpdateOutcomeSuccess") throw new Error(updateOutcome.message);
  const mended = ownerless((await ask(PLAN, { id })).plan) === undefined;
  console.log(mended ? `Mended: ${updateOutcome.outcome.customerOwner.name} owns it.` : "It is still there.");
}
