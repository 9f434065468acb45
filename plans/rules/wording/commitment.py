"""Words of next steps: what promises nothing, what promises nothing alone, and what will be there afterwards."""

from plans.rules.wording.lexicon import Form, Sort

COMMITMENT_WORDS = (
    (
        Sort.NEUTRAL,
        Form.FIXED,
        """
        open points, open questions, open issues, open items, open topics, set of, check in the, check in a,
        in order to, catch up training, catch up class, catch up classes, catch up lesson, catch up lessons
        """,
    ),
    (
        Sort.EMPTY,
        Form.VERB,
        """
        touch base, be proactive, see how, circle back, keep in touch, stay in touch, stay aligned, keep
        aligned, remain aligned, get aligned, stay close, keep close, keep an eye, continue to monitor,
        continue to support, continue to align, continue to work, continue to engage, continue the
        conversation, continue conversations, keep talking, keep the conversation, keep momentum, maintain
        momentum, build momentum, keep pushing, drive alignment, ensure alignment, create alignment, build
        alignment, foster alignment, keep posted, keep everyone posted, stay tuned, reach out as, try to,
        aim to, hope to, work towards, work toward, work together, strive, join forces, put heads together,
        loop back, connect back, stay on top, take offline, think about, think through, be available, be
        there, be supportive, help where, help out, support where, support as, assist where, keep in mind,
        bear in mind, keep going, maintain the relationship, build the relationship, nurture the
        relationship, strengthen the relationship, build rapport, wait and see, play by ear, pick brain,
        raise awareness, socialise, get on the same page, be on the same page, keep in the loop, stay in the
        loop, keep everyone in the loop, stay connected, keep connected, keep warm, show support, keep up
        the good work, keep stakeholders informed, keep everyone informed, keep everybody informed, keep
        informed, keep at it, keep things moving, keep it moving, take it offline, take this offline, take
        that offline, take it from there, take it from here, leave it for now, leave for now, leave as is,
        park it, park for now, park this, make it work, make things work, do our best, do my best, get
        things done, manage expectations, think big, plan ahead, set the scene, set the tone, get to know,
        warm up the sponsor, warm up the champion
        """,
    ),
    (
        Sort.EMPTY,
        Form.FIXED,
        """
        ongoing alignment, open line of communication, lines of communication, ongoing support, ongoing
        collaboration, ongoing communication, ongoing engagement, ongoing dialogue, ongoing discussion,
        ongoing discussions, ongoing conversations, ongoing monitoring, ongoing partnership, ongoing
        coordination, regular alignment, regular touchpoints, regular touchpoint, regular check ins, regular
        contact, regular communication, regular exchange, regular updates, continuous alignment, continuous
        improvement, continuous support, continued support, continued collaboration, continued alignment,
        continued partnership, continued engagement, close collaboration, close contact, constant
        communication, better communication, open communication, open dialogue, good communication, as
        needed, as required, as necessary, when needed, if needed, where needed, where possible, if
        possible, when possible, as appropriate, where appropriate, as and when, best effort, best efforts,
        best endeavours, at some point, some time, sometime, one day, in due course, going forward, when
        time allows, time permitting, tbd, tbc, tba, to be defined, to be determined, to be decided, to be
        confirmed, to be discussed, to be clarified, touchpoint, touchpoints, touch point, touch points, on
        an ongoing basis, more engagement, more alignment, general alignment, stakeholder alignment, team
        alignment, internal alignment, mutual alignment, relationship building, same page, wherever
        possible, whenever possible, as often as possible, and so on, etc, etcetera, next steps, low hanging
        fruit, move the needle, business as usual, open door, various topics, as planned, as discussed
        """,
    ),
    (Sort.KEEP, Form.VERB, "remain, get, be"),
    (
        Sort.STATE,
        Form.FIXED,
        """
        informed, in the loop, posted, aligned, engaged, on track, warm, involved, on board, in sync, up to
        speed, on the same page, motivated, happy, connected, close, in touch, in contact, in the picture,
        on the radar, on top of, in mind, going, in alignment
        """,
    ),
    (
        Sort.WEAK,
        Form.FIXED,
        """
        ongoing, eventually, soon, asap, as soon as possible, regularly, continuously, closely
        """,
    ),
    (
        Sort.TALK,
        Form.VERB,
        """
        discuss, explore, consider, follow up, align with, align on, align internally, align around, align
        about, sync up, sync with, sync on, catch up, check in, talk, talk to, talk about, chat, speak,
        speak to, reconnect, brainstorm, reflect, ponder, deliberate, connect with, get back, get back to,
        reach out, reach out to, liaise, await, wait, hop on a call, jump on a call, grab a coffee, say
        hello, introduce ourselves, look into, figure out, dig into, dig deeper, deep dive
        """,
    ),
    (Sort.TALK, Form.NOUN, "alignment meeting, alignment session, alignment call, strategy session"),
    (
        Sort.WEAK,
        Form.VERB,
        """
        look at, have a look, meet, review, monitor, revisit, investigate, evaluate, assess, examine,
        analyse, support, help, assist, encourage, collaborate, coordinate, communicate, engage, observe,
        watch, track progress, track, improve, optimise, push, drive, facilitate, ideate, clarify,
        understand, learn, research, focus, work on, work with, continue, keep, maintain, stay, ensure, make
        sure, be aware, remind, progress, advance, strategise, inspect, inform, update, exchange, align,
        check with, ping, nudge, poke, chase, chase up, bump, nurture, warm up, sort out, work out the
        details, move forward, move things forward, move ahead, proceed, sanity check
        """,
    ),
    (
        Sort.WEAK,
        Form.NOUN,
        """
        alignment, collaboration, communication, discussion, conversation, partnership, coordination,
        meeting, weekly call, regular call, monthly call, quick call, another call, sync, engagement,
        dialogue, relationship, visibility, awareness, momentum, buy in, improvement, feedback, input,
        thought, hypercare
        """,
    ),
    (
        Sort.CONCRETE,
        Form.VERB,
        """
        send, deliver, sign, approve, provide, export, name, decide, write, publish, book, hand over,
        upload, grant, appoint, nominate, order, pay, buy, hire, install, configure, connect, migrate,
        import, test, fix, deploy, release, remove, delete, replace, create, build, draft, record, enter,
        count, measure, complete, finish, submit, file, set up, set, choose, pick, select, invite, train,
        present, launch, roll out, confirm, agree on, list, map, collect, add, close, open, print,
        translate, move, switch, hand in, return, document, share, prepare, assign, answer, change,
        activate, enable, enrol, fill in, calculate, estimate, verify, tag, shortlist, archive, attend, keep
        a copy, keep a log, keep a record
        """,
    ),
    (
        Sort.RESULT,
        Form.NOUN,
        """
        report, decision, contract, proposal, credential, password, dataset, agenda, invoice, quote, ticket,
        template, budget, approval, signature, spreadsheet, presentation, deck, slide, figure, number,
        baseline, target, measurement, result, survey, questionnaire, article, page, form, schedule,
        timeline, date, purchase order, licence, license, account, integration, dashboard, api key, training
        material, guide, script, diagram, protocol, minutes, summary, checklist, owner, deadline, log, case,
        access, sample, video, metric, export file, data set, access right, risk register, row, rule, field
        """,
    ),
)

LIGHT_WORDS = (
    (
        Sort.VAGUE_VERB,
        Form.VERB,
        """
        provide, share, create, build, set, deliver, add, give, offer, send, open, gain, generate,
        establish, win, raise, let, enable, exchange
        """,
    ),
    (
        Sort.VAGUE_NOUN,
        Form.NOUN,
        """
        support, help, assistance, guidance, advice, feedback, thought, idea, view, opinion, input, insight,
        best practice, learning, experience, knowledge, information, context, update, news, awareness,
        momentum, trust, confidence, expectation, alignment, clarity, transparency, visibility, buy in,
        commitment, engagement, excitement, enthusiasm, interest, urgency, sense of urgency, rapport,
        relationship, partnership, understanding, value, success, adoption, synergy, credibility,
        motivation, energy, impact, encouragement, inspiration, communication, collaboration, dialogue,
        conversation, discussion
        """,
    ),
    (Sort.VAGUE_NOUN, Form.FIXED, "know"),
)
"""Verbs that say nothing without what they give, and what is nothing when it is given: "provide support"."""

ACTING_VERBS = "update, inspect, exchange, sync"
"""Weak by themselves, and an act upon a thing: "update the price list"."""

MEETING_VERBS = "inform, engage, meet, push"
"""The same where the thing has an article: "engage an external auditor", not "engage stakeholders"."""

UNSPECIFIC_WORDS = (
    (
        Sort.PEOPLE,
        Form.NOUN,
        """
        team, stakeholder, customer, client, user, person, colleague, employee, department, group, leader,
        sponsor, champion, manager, executive, owner, contact, partner, vendor, counterpart, ceo, cfo, coo,
        cto, cio, vp, director, boss, topic, issue, situation, matter, thing, project, initiative, agenda,
        organisation
        """,
    ),
    (
        Sort.PEOPLE,
        Form.FIXED,
        """
        everyone, everybody, anyone, all, others, them, him, her, me, us, you, each other, one another, it,
        this, that, management, leadership, staff, it department, procurement, legal, finance, sales,
        marketing, hr, parties, business
        """,
    ),
)
"""Whom and what everybody informs, engages and updates."""

NO_STEPS = """
n a, na, none, nothing, pending, open, ongoing, misc, miscellaneous, no action, no action needed, no action
required, all good, various, to do, todo, x, xx, xxx, see above, same as above, unknown, not applicable, as
usual
"""
"""Texts that stand where a step should, as a whole."""
