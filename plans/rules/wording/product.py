"""Words of the product: what is done with it, how it is used, what it is made of."""

from plans.rules.wording.inflection import noun_forms
from plans.rules.wording.lexicon import Form, Sort

# What customers have in their own trade too; of the product only beside a word of a product.
TRADE = frozenset(
    form
    for word in ("seat", "licence", "license", "session", "module", "account", "engagement", "course")
    for form in noun_forms(word)
) | {"trains"}
# Words beside which it is the product's.
OWNED = frozenset(
    """
    user users admin admins purchased assigned paid premium unused active inactive idle enabled disabled configured
    analytics activation onto live released send sent
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
# Beside these nobody adopts a product.
ADOPTED = frozenset(["child", "children", "foster", "baby", "babies", "animals", "pets", "dogs", "cats"])
# Of the product where they are counted: "number of reports", "queries per day".
COUNTED = frozenset(
    form
    for word in (
        "report",
        "search",
        "download",
        "query",
        "form",
        "alert",
        "workflow",
        "template",
        "dashboard",
        "automation",
    )
    for form in noun_forms(word)
)
# What is done all day for those whom the customer serves, where it is told how long it takes.
CYCLES = frozenset(
    form
    for word in ("onboarding", "installation", "setup", "up", "implementation", "provisioning", "activation")
    for form in noun_forms(word)
)

PRODUCT_WORDS = (
    (
        Sort.NEUTRAL,
        Form.NOUN,
        """
        end user, use case, in case, test case, business case, data set, workshop bay, workshop floor, user
        story, case study, cost centre, cost center, team lead, product line, account manager, case manager,
        feature request, bug report, implementation partner, course completion, course completion rate
        """,
    ),
    (
        Sort.NEUTRAL,
        Form.FIXED,
        """
        in order to, in order, first time, real time, full time, part time, all the time, at a time, this
        time, next time, time zone, time zones, same page, up to date, with regard to, in terms of, no later
        than, not later than, as well as, more or less, at least once, more than once, in use, of use, use
        of time, risk free
        """,
    ),
    (
        Sort.ACTIVITY_NOUN,
        Form.NOUN,
        """
        training, training session, training course, training programme, training program, workshop,
        webinar, onboarding, onboarding session, onboarding call, integration, rollout, roll out,
        deployment, kickoff, kick off, kick off meeting, implementation, data migration, system migration,
        migration, enablement, enablement session, go live, installation, configuration, setup, set up,
        provisioning, product certification, user certification, admin certification, e learning, course,
        demo, product tour, walkthrough, lunch and learn, office hour, bootcamp, proof of concept, user
        acceptance test, uat, hypercare, tutorial, onboarding checklist, launch event, health check call
        """,
    ),
    (
        Sort.ACTIVITY_VERB,
        Form.VERB,
        """
        train, onboard, educate, certify, coach, connect, integrate, hook up, implement, install, deploy,
        configure, set up, roll out, go live, kick off, migrate, import, invite, provision, enable,
        activate, enroll, enrol, register, attend, embed, customise, automate, digitise, digitalise, upload,
        sync, synchronise, link up, wire up, plug in, switch on, turn on, switch over, cut over, stand up,
        spin up, onboard onto, whitelist, upgrade, walk through, demo, map fields
        """,
    ),
    (
        Sort.GENERIC_VERB,
        Form.VERB,
        """
        complete, finish, finalise, load, build, create, run, conduct, publish, schedule, start, begin,
        test, pilot, introduce, develop, design, document, organise, prepare, arrange, add, open, make,
        adjust, plan, sign off, hand over, equip, distribute, set, decommission, retire, define, hand out,
        clean, cleanse
        """,
    ),
    (
        Sort.LIGHT_VERB,
        Form.VERB,
        """
        show, deliver, hold, host, present, offer, provide, give, do, get, have, bring, move, review,
        receive, share, send, select, choose, replace, buy, purchase, write
        """,
    ),
    (Sort.RELEASE, Form.VERB, "launch, release, ship, go public"),
    (Sort.RELEASE, Form.FIXED, "live, in production, up and running, available, accessible, online, rolled"),
    (Sort.GENERIC_VERB, Form.FIXED, "complete, ready, in place"),
    (
        Sort.ADOPTION,
        Form.NOUN,
        """
        adoption, adoption rate, adoption score, uptake, usage, usage rate, take up, active user, daily
        active user, weekly active user, monthly active user, power user, active account, active seat, user
        engagement, product engagement, platform engagement, app engagement, feature engagement, tool
        engagement, portal engagement, licence utilisation, license utilisation, licence usage, license
        usage, seat utilisation, seat usage, feature utilisation, product utilisation, platform utilisation,
        tool utilisation, system utilisation, software utilisation, module utilisation, app utilisation,
        login, log in, logon, sign in, login rate, login frequency, stickiness, user activity, active usage,
        licence consumption, feature penetration, seat fill rate, licence activation, license activation,
        user activation, account activation, wau, dau, mau, registered user, logged in user, trained user,
        onboarded user, activated user, invited user, user count, number of users, amount of users, share of
        users
        """,
    ),
    (
        Sort.ADOPTION,
        Form.FIXED,
        """
        daily active, weekly active, monthly active, active daily, active weekly, active monthly, actively
        using, actively used, active on the platform, active every week, active every day, active each week,
        active each day, active every month, users active, user active, accounts active, seats active, users
        are active, active in the tool, engagement with the product, log on, logs on, logged on, logging on,
        engagement with the platform, engagement with the tool, engagement with the app
        """,
    ),
    (Sort.ADOPTION, Form.VERB, "adopt, log in, log into, sign in, log onto, embrace"),
    (
        Sort.USE,
        Form.VERB,
        """
        use, utilise, access, rely on, work in, work with, engage with, leverage, be active
        """,
    ),
    (Sort.USE, Form.FIXED, "viewed, go through, goes through, come through, comes through, came through"),
    (Sort.USE, Form.NOUN, "use, utilisation, engagement"),
    (
        Sort.PRODUCT_METRIC,
        Form.NOUN,
        """
        page load time, page load, load time, loading time, latency, health score, customer health score,
        session duration, session length, session time, time on site, time to first login, storage volume,
        storage used, profile completion, profile completeness, workflow execution, sync error, bot
        accuracy, containment, bug, feature request delivered, page view, article view, base view, portal
        view, dashboard view, report view, video view, session, sessions per user, click, api call, app
        download, app install, page visit, portal visit, seat, licence, license, user seat, user licence,
        user license, time in app, time on page, time in product, time in tool, records synced, record
        synced, messages sent, events tracked, accounts created, users invited, users trained, users
        onboarded, users activated, users enabled, users certified, features used, feature used, features
        enabled, features activated, workflow run, automation run, query run, report run, dashboards
        created, dashboards built, reports created, reports generated, reports exported, forms submitted,
        workflows created, workflows built, automations created, automations built, integrations live,
        integrations enabled, connectors enabled, projects created, boards created, completion of training,
        completion rate, training completion rate, training hour, modules enabled, push notification,
        notifications sent, records imported, contacts imported, push open rate, records created, profile
        created, profiles created, documents uploaded, files uploaded, api request, request per second,
        search query, search queries, chatbot conversation, bot conversation, impression, knowledge base
        view, knowledge base article, knowledge base session, feature flag
        """,
    ),
    (
        Sort.ARTEFACT,
        Form.NOUN,
        """
        dashboard, widget, module, feature, plugin, add on, add in, search index, offline mode, gateway,
        api, connector, sso, single sign on, saml, scim, chatbot, bot, webhook, sandbox, workspace, app,
        mobile app, web app, portal, platform, tool, toolset, software, software suite, user interface, ui,
        copilot, ai assistant, virtual assistant, recommendation engine, rules engine, crm, erp, data
        warehouse, data lake, data pipeline, helpdesk, help desk, knowledge base, self service portal, help
        centre, help center, report builder, workflow builder, form builder, dashboard builder, two factor
        authentication, multi factor authentication, mfa, dark mode, sdk, oauth, single source of truth,
        notification, automation, macro, rule engine, routing rule, data feed, data sync, export job, custom
        field, field mapping, user account, service account, login page, landing page, intranet, salesforce,
        hubspot, zendesk, jira, slack, intercom, sap, netsuite, workday, servicenow, snowflake, tableau,
        power bi, microsoft teams, shopify, stripe, marketo, sharepoint, confluence, okta, azure, aws,
        google workspace, microsoft 365, office 365, license key
        """,
    ),
    (
        Sort.ARTEFACT,
        Form.FIXED,
        """
        the product, the new product, the application, the new application, the new system
        """,
    ),
    (
        Sort.WEAK_ARTEFACT,
        Form.NOUN,
        """
        system, report, workflow, form, template, page, screen, database, solution, technology, interface,
        playbook, article, documentation, user manual, admin manual, handbook, data, dataset, view, button,
        menu, library, catalogue, tracker, calendar, planning board, task board, kanban board, file, folder,
        script, server, network, device, hardware, account, permission, sensor, scanner, terminal, tablet,
        training video, tutorial video, explainer video, guide, policy template, checklist, survey, billing
        system, queue, environment, instance, engine, version, beta, feed
        """,
    ),
    (
        Sort.PEOPLE,
        Form.NOUN,
        """
        team, rep, agent, manager, staff, department, people, director, lead, specialist, group, user,
        admin, administrator, employee, colleague, champion, analyst, representative, person, expert,
        stakeholder, owner, engineer, supervisor, planner, clerk, controller, accountant, personnel, crew,
        workforce, function, unit, worker
        """,
    ),
    (
        Sort.CLIENTELE,
        Form.NOUN,
        """
        patient, shopper, guest, citizen, student, donor, passenger, driver, buyer, seller, merchant,
        borrower, visitor, subscriber, policyholder, resident, new customer, new hire, new joiner, supplier,
        candidate, store, household, client, farmer, carrier, child, pupil, apprentice, trainee, caller,
        applicant, depot, site, customer, tenant family, learner
        """,
    ),
)
