/** The page `/plans/{id}`: who asks, for which plan; then the session, or a page that says what to do. */
import { logOutForm } from "./page/account-menu";
import { button, element, linkTo } from "./page/element";
import { showAccessPage, showMessagePage } from "./page/notice";
import { PlanSession } from "./plan-session";
import { goToLogin, loginAddress } from "./session/login";
import { askForPlan } from "./session/plan-query";
import { dropToken, keepToken, planIdIn, type Token, takeToken, tokenIn } from "./session/token";

const container = document.getElementById("page") ?? document.body;
let session: PlanSession | null = null;

async function open(token: Token): Promise<void> {
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
  const answer = await askForPlan(planId, token);
  switch (answer.kind) {
    case "plan":
      session = new PlanSession(container, planId, token, answer.viewer, answer.account);
      return;
    case "not authenticated":
      if (token === null) return goToLogin();
      dropToken();
      return showAccessPage(
        container,
        "Your access has ended",
        "The token of this page is no longer valid: tokens are short-lived.",
        [linkTo(loginAddress(), "Log in", { class: "primary" })],
        openWith,
      );
    case "no such plan": {
      const lead = `Either it does not exist, or ${answer.viewer.name} may not see it. Ask whoever sent you the address for access, or go on as someone else.`;
      const ways =
        token === null
          ? [linkTo("/", "Your plans", { class: "primary" }), logOutForm("Log out")]
          : [linkTo(loginAddress(), "Log in")];
      return showAccessPage(container, "There is no such plan for you", lead, ways, openWith);
    }
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

function openWith(token: string): void {
  keepToken(token);
  void open(token);
}

// An address with a new token pasted over this one changes only the part after #, which loads nothing.
addEventListener("hashchange", () => {
  const token = tokenIn(location.hash);
  takeToken();
  if (token !== null) void (session === null ? open(token) : session.renew(token));
});

void open(takeToken());
