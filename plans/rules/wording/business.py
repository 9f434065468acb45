"""Words of the business: what it counts, how that moves, and what a buyer cares for."""

from plans.rules.wording.lexicon import Form, Sort

BUSINESS_WORDS = (
    (
        Sort.BUSINESS,
        Form.NOUN,
        """
        revenue, sale, turnover, income, earning, margin, gross margin, profit, profitability, ebitda, cost,
        expense, spend, spending, expenditure, opex, capex, overhead, budget overrun, cash, cash flow,
        cashflow, working capital, dso, days sales outstanding, receivable, write off, bad debt, price,
        discount, churn, churn rate, attrition, retention, retention rate, renewal rate, renewal, repeat
        purchase, lifetime value, net revenue retention, upsell revenue, market share, conversion,
        conversion rate, win rate, close rate, pipeline, bookings, order, order value, basket size, basket,
        deal, deal size, deal cycle, sales cycle, quota attainment, lead response, qualified lead, click
        through rate, risk exposure, exposure, fine, penalty, audit finding, finding, non conformity,
        nonconformity, violation, compliance, compliance rate, breach, sla breach, sla, missed sla, data
        breach, security incident, incident, fraud, fraud loss, chargeback, loss, claim, lawsuit,
        litigation, recall, accident, injury, safety incident, defect, defect rate, error, rework, scrap,
        waste, returns, return rate, first pass yield, right first time, first time right, first time fix,
        first time fix rate, tool change, yield, downtime, outage, mean time to repair, mttr, mttd, delay,
        lead time, cycle time, first response, first response time, first reply, resolution, resolution
        time, handling time, handle time, processing time, turnaround, turnaround time, waiting time, wait
        time, queue time, time to value, time to hire, time to market, time to resolution, time to
        productivity, ramp time, ramp up time, changeover, backlog, ticket, ticket volume, support ticket,
        call volume, contact rate, call, complaint, escalation, escalation rate, reopen rate, first contact
        resolution, deflection, deflection rate, throughput, capacity, headcount, overtime, manual effort,
        manual work, manual hour, manual step, manual entry, manual check, manual touch, manual pick, data
        entry, double entry, waiting list, paperwork, staff turnover, employee turnover, absence,
        absenteeism, sick day, vacancy, satisfaction score, customer satisfaction, csat, nps, net promoter
        score, customer effort score, satisfaction, on time delivery, delivery time, late delivery,
        delivery, late shipment, shipment, stock out, stockout, stock, inventory, shrinkage, occupancy, no
        show, appointment, utilisation rate, machine utilisation, bed utilisation, capacity utilisation,
        fleet utilisation, asset utilisation, billable utilisation, room utilisation, energy usage, water
        usage, paper usage, fuel usage, material usage, energy consumption, fuel consumption, emission,
        carbon footprint, invoice, invoicing delay, late invoice, dispute, billing error, late payment,
        payment delay, days to close, month end close, forecast accuracy, forecast error, accuracy, data
        quality error, duplicate, duplicate record, false positive, mortality, readmission, length of stay,
        dropout, dropout rate, graduation rate, enrolment rate, new store, new market, units sold, output,
        production, cost per unit, cost per order, cost per ticket, cost to serve, cost of sales, self
        service rate, customers lost, lost customer, lost sale, lost hour, lost day, abandoned cart, cart
        abandonment, abandonment rate, abandonment, bounce, refund, reimbursement, premium, donation,
        savings, saving, roi, payback, time to first shipment, time to close, time to quote, quote time,
        late arrival, missed appointment, missed deadline, deadline missed, unplanned stop, unplanned
        downtime, penalties paid, working hour, travel expense, hours spent, hours saved, days saved, time
        saved, time spent, work in progress
        """,
    ),
    (
        Sort.MEASURE,
        Form.NOUN,
        """
        time, effort, failure, duration, fee, drop off, workload, budget, risk
        """,
    ),
    (
        Sort.RATE,
        Form.NOUN,
        """
        rate, ratio, volume, score, index, frequency, count, level, quota, percentage
        """,
    ),
    (
        Sort.CUT,
        Form.VERB,
        """
        reduce, cut, lower, decrease, shorten, slash, trim, halve, lessen, minimise, curb, diminish
        """,
    ),
    (Sort.CUT, Form.VERB, "save, avoid, eliminate, prevent, stop, abolish, shave"),
    (Sort.CUT, Form.FIXED, "fewer, fewest, gone, cleared, no longer"),
    (
        Sort.DIRECTION,
        Form.VERB,
        """
        bring down, drive down, get down, push down, take out, increase, raise, grow, boost, lift, improve,
        double, triple, expand, accelerate, speed up, free up, exceed, retain, recover, protect, keep,
        maintain, stay, remove, cap, limit, surpass, stabilise, win back, gain, reclaim, contain, hit,
        reach, achieve, attain, meet, pass, obtain, comply with, shrink, ease, maximise, scale, extend,
        sustain, give back, bring up, bring forward, generate, earn, book, collect, recoup, unlock, beat,
        narrow, tighten, quicken, multiply, quadruple, drive
        """,
    ),
    (
        Sort.DIRECTION,
        Form.FIXED,
        """
        less, more, higher, faster, quicker, shorter, sooner, earlier, cheaper, smaller, larger, greater,
        better, zero, no, without, without any, lowest, highest, fastest, reduction in, reduction of,
        increase in, decrease in, cut in, drop in, growth in, growth of, decline in, rise in, fall in, back
        for
        """,
    ),
    (
        Sort.MOVEMENT,
        Form.VERB,
        """
        fall, drop, decline, rise, climb, go down, go up, come down, sink, dip, jump, plummet, level off,
        stay below, stay above, stay under, stay within, remain below, remain under, remain above, disappear
        """,
    ),
    (
        Sort.MOVEMENT,
        Form.FIXED,
        """
        down to, down by, down, up from, up by, up to, up, down from, instead of, rather than, half, -, +
        """,
    ),
    (
        Sort.LIMIT,
        Form.FIXED,
        """
        under, below, above, over, within, less than, more than, at most, at least, no more than, fewer
        than, better than, in under, in less than, <, >, not exceeding, maximum of, minimum of, no fewer
        than
        """,
    ),
    (
        Sort.WORK,
        Form.VERB,
        """
        answer, respond, reply, resolve, solve, process, bill, pay, hire, close, approve, fulfil, fulfill,
        dispatch, quote, serve, treat, discharge, admit, repair, fix, pick, pack, handle, settle, reconcile,
        forecast, produce, manufacture, sell, pay out, restock, reply to, see, contact, decide, issue,
        inspect, triage, diagnose, visit, deflect, rescue
        """,
    ),
    (
        Sort.TECHNICAL,
        Form.NOUN,
        """
        uptime, availability, error rate, response time, response rate, accuracy rate, bounce rate, open
        rate, processing speed
        """,
    ),
    (Sort.PER, Form.FIXED, "per"),
    (
        Sort.TOPIC,
        Form.FIXED,
        """
        on, about, around, regarding, covering, how to, on how to, about how to, ways to, on ways to, best
        practices for, best practice for, in how to, topic, focused on, tips for, awareness of
        """,
    ),
    (
        Sort.PURPOSE,
        Form.FIXED,
        """
        so that, so, such that, in order that, thereby, which, resulting in, leading to, to achieve,
        because, while, when, until, as, and, but, by, through, via, with, thanks to
        """,
    ),
)
