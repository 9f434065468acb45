"""Words of risks about a person: whose part it is, and what is held against them."""

from plans.rules.wording.lexicon import Form, Sort

PERSON_WORDS = (
    (
        Sort.PERSON,
        Form.NOUN,
        """
        sponsor, champion, stakeholder, ceo, cfo, coo, cto, cio, cpo, cmo, ciso, chro, vp, director, buyer,
        boss, manager, lead, leader, officer, supervisor, controller, coordinator, president, chairman,
        chairwoman, foreman, dean, key user, super user, admin, administrator, product owner, process owner,
        system owner, data owner, business owner, decision maker, budget holder, head nurse, nurse manager,
        detractor, gatekeeper, main contact, key contact, only contact
        """,
    ),
    (Sort.PERSON, Form.FIXED, "head of, chief, vice president"),
)

ATTITUDE_WORDS = (
    (
        Sort.ATTITUDE,
        Form.FIXED,
        """
        sceptic, skeptic, sceptical, skeptical, hostile, unconvinced, unsupportive, supportive of a
        competitor, incompetent, difficult, resistant, detractor, detractors, blocker, blockers, political,
        disengaged, uncooperative, lazy, negative, against, opposed, unresponsive, weak, weaker, too weak,
        unhappy, angry, annoyed, frustrated, dissatisfied, disappointed, rude, arrogant, stubborn,
        aggressive, toxic, dishonest, unreliable, inexperienced, unqualified, unskilled, overloaded,
        overworked, overwhelmed, burnt out, burned out, demotivated, unmotivated, uninterested, indifferent,
        passive, slow, unreachable, absent minded, disorganised, disorganized, indecisive, evasive,
        reluctant, hesitant, bottleneck, impossible to reach, hard to reach, close ties, too busy, too
        junior, too slow, afraid, scared, jealous, biased, problem, nuisance, on bad terms, at odds, in
        conflict, way out, on his way out, on her way out, on their way out, out of touch, loyal to, in
        favour of a competitor, losing interest, changing his mind, changing her mind, on the fence, bad
        terms, unlikely to support, wants to cancel, want to cancel, wants to leave, want to leave, wants
        out, wants to stop, wants to switch, wants a competitor, drags his feet, drags her feet, drags their
        feet, drag their feet, dragging his feet, dragging her feet, dragging their feet
        """,
    ),
    (
        Sort.ATTITUDE,
        Form.VERB,
        """
        dislike, hate, fear, distrust, mistrust, doubt, resist, oppose, obstruct, undermine, sabotage,
        block, stall, ignore, refuse, threaten, boycott, bully, badmouth, complain, prefer, favour, push
        for, push back, fight, resign, quit, retire, leave, avoid us, move to another, change job,
        underperform, struggle, procrastinate, backtrack, change sides
        """,
    ),
)

GOODWILL_WORDS = (
    (
        Sort.ATTITUDE,
        Form.FIXED,
        """
        convinced, committed, engaged, interested, influential, supportive, cooperative, competent,
        qualified, experienced, reliable, responsive, motivated, on board, a fan, on our side, behind the
        project, behind us, capable, credible, powerful, strong enough, senior enough, up to it, up to the
        job, bought in
        """,
    ),
    (
        Sort.ATTITUDE,
        Form.VERB,
        """
        believe, like, trust, want, support, cooperate, collaborate, answer, respond, reply, engage, care,
        listen, champion, back, see the point, see the value, see the need, work with, get along, get on
        with
        """,
    ),
    (
        Sort.ATTITUDE,
        Form.NOUN,
        """
        interest, competence, influence, authority, budget authority, skill, experience, motivation, faith,
        confidence, enthusiasm, commitment, credibility, will, power, standing, patience, leadership,
        mandate, weight, political weight
        """,
    ),
)
"""What is held against somebody where it is denied: "not convinced", "has lost interest"."""

OWN_WORDS = """
position influence attitude standing competence skills support interest motivation performance authority
commitment credibility mood behaviour behavior
"""
"""What is a person's own, so that it speaks of them: "the champion's position is weak"."""

LINKING_WORDS = """
is are was were has have had be been being seems seem appears appear feels feel looks look becomes become
remains stays longer still also now very too so rather quite really openly strongly increasingly often always
more most much somewhat personally just again likely clearly totally completely may might could will would can
does do did wants plans about going to a an the keeps starts started getting gets got
"""
"""What may stand between a person and what is held against them."""

DENYING_WORDS = """
not no never don't doesn't didn't won't wouldn't isn't aren't wasn't hasn't haven't can't cannot barely hardly
lacks lack lacking lost loses lose losing without little nothing
"""
