"""Words of whoever approves a renewal: speed, cost, revenue, risk."""

from plans.rules.wording.lexicon import Form, Sort

BUYER_WORDS = (
    (
        Sort.BUYER,
        Form.NOUN,
        """
        speed, hour, day, week, minute, time, deadline, wait, queue, money, euro, dollar, pound, budget,
        fee, salary, growth, business, market, customer loyalty, competitor, competition, board, regulator,
        auditor, law, reputation, liability, certification, safety, security, privacy, resilience,
        continuity, value, investment, productivity, hiring, staff, effort, workload, capacity, renewal,
        share, volume, quality cost, store, risk
        """,
    ),
    (
        Sort.BUYER,
        Form.VERB,
        """
        save, earn, sell, spend, pay, grow, avoid, comply, protect, lose, wait, hire, leave, win, retain,
        buy, cost, renew, invest, afford, fund, compete, scale, free, free up, stay, churn, cancel, reduce,
        accelerate
        """,
    ),
    (
        Sort.BUYER,
        Form.FIXED,
        """
        fast, faster, quick, quicker, quickly, sooner, earlier, slow, slower, cheap, cheaper, expensive,
        costly, profitable, safe, safer, compliant, secure, late, on time, in time, instantly, immediately,
        same day, risky, competitive, lean, leaner, more with less, out of stock, at risk, €, $, £, eur,
        usd, gbp
        """,
    ),
)
