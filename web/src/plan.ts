/** The page `/plans/{id}`: who asks, for which plan; then the session, or a page that says what to do. */
import { button, element } from "./page/element";
import { showMessagePage, showTokenPage } from "./page/notice";
import { PlanSession } from "./plan-session";
import { askForPlan } from "./session/plan-query";
import { dropToken, keepToken, planIdIn, takeToken, tokenIn } from "./session/token";

const container = document.getElementById("page") ?? document.body;
let session: PlanSession | null = null;

async function open(token: string | null): Promise<void> {
  const planId = planIdIn(location.pathname);
  if (planId === null) {
    const expected = element(
      "p",
      {},
      "The address of a plan is ",
      element("code", {}, "/plans/"),
      " and the plan's id. Check the address that you were given.",
    );
    return showMessagePage(container, "This is not the address of a plan", expected);
  }
  if (token === null)
    return askForToken("Who are you?", "This page needs a token that says who you are, until login exists.");
  const answer = await askForPlan(planId, token);
  switch (answer.kind) {
    case "plan":
      session = new PlanSession(container, planId, token, answer.viewer, answer.account);
      return;
    case "not authenticated":
      dropToken();
      return askForToken("Your access has ended", "The token is no longer valid: tokens are short-lived.");
    case "no such plan":
      return askForToken(
        "There is no such plan for you",
        `Either it does not exist, or ${answer.viewer.name} may not see it. Ask whoever sent you the address for access, or go on as someone else.`,
      );
    case "failed": {
      const again = button("Try again", () => void open(token), { class: "primary" });
      return showMessagePage(
        container,
        "The plan could not be loaded",
        element("p", {}, answer.explanation),
        again,
      );
    }
  }
}

function askForToken(title: string, lead: string): void {
  showTokenPage(container, title, lead, (token) => {
    keepToken(token);
    void open(token);
  });
}

// An address with a new token pasted over this one changes only the part after #, which loads nothing.
addEventListener("hashchange", () => {
  const token = tokenIn(location.hash);
  takeToken();
  if (token !== null) void (session === null ? open(token) : session.renew(token));
});

void open(takeToken());
