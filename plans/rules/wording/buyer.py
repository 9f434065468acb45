"""Words of whoever approves a renewal: speed, cost, revenue, risk."""

from plans.rules.wording.lexicon import Form, Sort

BUYER_WORDS = (
    (
        Sort.NEUTRAL,
        Form.FIXED,
        """
        day to day, day one, at the end of the day, business intelligence, business day, in order, order in
        the data, on board, feel free, free of charge, for free, real time, this week, every day, every
        week, fewer clicks, fewer screens, fewer silos, fewer tools, fewer systems, fewer logins, fewer
        dashboards, less clicking
        """,
    ),
    (Sort.NEUTRAL, Form.VERB, "save clicks"),
    (
        Sort.BUYER,
        Form.NOUN,
        """
        deadline, cut off, wait, queue, money, euro, dollar, pound, budget, fee, salary, wage, bill,
        insurance, payroll, growth, customer loyalty, competitor, rival, competition, regulator, auditor,
        audit, law, reputation, bad press, liability, certification, safety, security, privacy, resilience,
        continuity, return on investment, shareholder value, productivity, hiring, fte, full time
        equivalent, effort, workload, capacity, renewal, quality cost, risk, death, cancellation, licence to
        operate, credit rating, tender, overpayment, rent, dividend, weekend, saturday, sunday
        """,
    ),
    (
        Sort.BUYER,
        Form.VERB,
        """
        save, earn, sell, pay, grow, avoid, comply, comply with, protect, lose, wait, hire, recruit, leave,
        win, retain, buy, cost, renew, invest, afford, fund, compete, scale, free, free up, stay, churn,
        cancel, reduce, accelerate, injure, halve, die
        """,
    ),
    (
        Sort.BUYER,
        Form.FIXED,
        """
        slow, slower, cheap, cheaper, expensive, costly, profitable, safe, safer, compliant, secure, late,
        on time, in time, same day, same evening, overnight, fewer, risky, competitive, lean, leaner, more
        with less, out of stock, at risk, hurt, cancelling, cancelled, more per, twice as many, twice as
        much, same people, same team, same staff, same headcount, more stores, more branches, €, $, £, eur,
        usd, gbp
        """,
    ),
    (Sort.USE, Form.NOUN, "speed, hour, day, week, minute, time"),
    (Sort.USE, Form.VERB, "spend"),
    (Sort.USE, Form.FIXED, "fast, faster, quick, quicker, quickly, sooner, earlier, instantly, immediately"),
    (
        Sort.WORK,
        Form.NOUN,
        """
        order, ticket, support ticket, call, deal, delivery, shipment, stock, invoice, appointment, claim,
        price, payment, staff, investment, volume, rating, premium, customer, member, patient, case,
        account, tariff, fare
        """,
    ),
    (Sort.DIRECTION, Form.VERB, "end"),
    (Sort.DIRECTION, Form.FIXED, "bigger, double, duplicate, wrong, missed, unpaid, failed, disputed"),
)
"""BUYER counts alone, WORK beside a change, and USE, which is time, where it is not the product's own."""
