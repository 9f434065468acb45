/** The page `/`: the plans of whoever is logged in, by account. */
import { accountMenu } from "./page/account-menu";
import { button, element } from "./page/element";
import { showMessagePage } from "./page/notice";
import { goToLogin } from "./session/login";
import { type AccountPlans, askForPlans } from "./session/plans-query";

const container = document.getElementById("page") ?? document.body;

async function open(): Promise<void> {
  const answer = await askForPlans();
  switch (answer.kind) {
    case "not authenticated":
      return goToLogin();
    case "failed": {
      const again = button("Try again", () => void open(), { class: "primary" });
      const said = element("p", {}, answer.explanation);
      return showMessagePage(container, "Your plans could not be loaded", said, again);
    }
    case "plans": {
      const lists = answer.accounts.filter(({ plans }) => plans.length > 0).map(accountSection);
      const none = element("p", {}, "There is no plan for you yet. Whoever invited you can make one.");
      const menu = accountMenu(answer.name, null);
      showMessagePage(container, "Your plans", menu, ...(lists.length > 0 ? lists : [none]));
    }
  }
}

function accountSection({ name, plans }: AccountPlans): HTMLElement {
  const entries = plans.map(({ id, title }) =>
    element("li", {}, element("a", { href: `/plans/${id}` }, title?.trim() || "Untitled plan")),
  );
  return element("section", {}, element("h2", {}, name), element("ul", {}, ...entries));
}

void open();
