"""Words of next steps: what promises nothing, what promises nothing alone, and what will be there afterwards."""

from plans.rules.wording.lexicon import Form, Sort

COMMITMENT_WORDS = (
    (
        Sort.NEUTRAL,
        Form.FIXED,
        """
        open points, open questions, open issues, open items, open topics, set of, check in the, check in a,
        in order to
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
        informed
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
        fruit, move the needle, business as usual, open door
        """,
    ),
    (Sort.KEEP, Form.VERB, "keep, stay, remain, continue, get, be, make sure, ensure"),
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
        discuss, explore, consider, follow up, align, sync up, sync with, sync on, catch up, check in, check
        with, talk, talk about, chat, speak, reconnect, brainstorm, reflect, ponder, deliberate, connect
        with, get back, reach out, liaise
        """,
    ),
    (
        Sort.WEAK,
        Form.VERB,
        """
        look into, look at, have a look, meet, review, monitor, revisit, investigate, evaluate, assess,
        examine, analyse, support, help, assist, encourage, collaborate, coordinate, communicate, engage,
        observe, watch, track progress, track, improve, optimise, push, drive, facilitate, ideate, clarify,
        understand, learn, research, focus, work on, work with, continue, keep, maintain, stay, ensure, make
        sure, be aware, remind, progress, advance, strategise, inspect, inform, update, exchange
        """,
    ),
    (
        Sort.WEAK,
        Form.NOUN,
        """
        alignment, collaboration, communication, discussion, conversation, partnership, coordination, follow
        up, check in, catch up, meeting, weekly call, regular call, monthly call, quick call, another call,
        sync, exchange, engagement, support, dialogue, relationship, monitoring, visibility, awareness,
        momentum, buy in, progress, improvement, feedback, update, input, thought
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
        activate, enable, enrol, fill in, calculate, estimate, verify, tag
        """,
    ),
    (
        Sort.RESULT,
        Form.NOUN,
        """
        list, report, export, decision, contract, proposal, draft, credential, password, dataset, file,
        agenda, invoice, quote, ticket, template, budget, approval, signature, spreadsheet, document,
        presentation, deck, slide, figure, number, baseline, target, measurement, result, survey,
        questionnaire, article, page, form, schedule, timeline, date, order, purchase order, licence,
        license, account, integration, dashboard, api key, training material, guide, script, diagram,
        protocol, minutes, summary, checklist, owner, deadline, log, case, access, sample, recording,
        metric, export file, data set, access right, risk register, row, record, rule, field
        """,
    ),
)
