"""Words that sound like an outcome and cannot be measured, and words that only vendors use."""

from plans.rules.wording.lexicon import Form, Sort

VAGUE_WORDS = (
    (
        Sort.VAGUE,
        Form.FIXED,
        """
        digital transformation, digital maturity, operational excellence, the way we work, customer
        centricity, customer centric, data driven, data driven decisions, data driven decision making,
        better decisions, informed decisions, smarter decisions, work smarter, work smarter not harder,
        future proof, future ready, best practice, best practices, world class service, get more out of, get
        the most out of, make the most of, more value, add value, create value, drive value, deliver value,
        realise value, more efficient, more efficiently, more productive, more productively, more effective,
        more effectively, more agile, more transparent, more visible, happier, happier customers, happy
        customers, happier employees, delight customers, customer delight, be successful, be more
        successful, become more digital, go digital, make things easier, make life easier, make work easier,
        easier to use, better experience, better service, better collaboration, better communication, better
        insights, better visibility, better quality, better results, better performance, better outcomes,
        better processes, better together, innovative, on the same page, peace of mind, innovation culture,
        culture change, next level, to the next level, step change, excellence, more insight, more insights,
        more control, more flexibility, more transparency
        """,
    ),
    (Sort.VAGUE, Form.VERB, "empower, upskill"),
    (
        Sort.VAGUE_VERB,
        Form.VERB,
        """
        improve, enhance, optimise, streamline, boost, drive, maximise, strengthen, increase, transform,
        modernise, empower, foster, elevate, raise, simplify, advance, support, enable, deliver, gain,
        achieve, promote, accelerate, leverage, revolutionise, reinvent, harmonise, rationalise, upskill,
        get, provide, ensure, create, become, be, digitise, digitalise, refine, refresh, encourage, reduce,
        lower, minimise, cut, make, have
        """,
    ),
    (Sort.VAGUE_VERB, Form.FIXED, "better, more, greater, higher, stronger, improvement in, improvement of"),
    (
        Sort.VAGUE_NOUN,
        Form.NOUN,
        """
        efficiency, productivity, experience, customer experience, user experience, employee experience,
        visibility, collaboration, alignment, performance, quality, process, operation, landscape, value,
        agility, engagement, innovation, transparency, communication, effectiveness, synergy, insight,
        culture, result, outcome, success, operational efficiency, organisation, way of working, ways of
        working, capability, maturity, flexibility, scalability, understanding, awareness, relationship,
        partnership, workflow, business, team work, teamwork, decision making, decision, potential, impact,
        competitiveness, excellence, control, resilience, service, service quality, customer service,
        business value, business performance, growth, happiness, motivation, morale, empowerment,
        complexity, friction, pain, pain point, inefficiency, silo, mindset, knowledge sharing
        """,
    ),
)

QUALITY_WORDS = (
    (
        Sort.QUALITY,
        Form.VERB,
        """
        improve, enhance, optimise, simplify, modernise, streamline, standardise, harmonise, smooth, scale,
        grow, strengthen, transform, digitise, digitalise, revolutionise, boost, professionalise
        """,
    ),
    (
        Sort.QUALITY,
        Form.NOUN,
        """
        improvement, enhancement, optimisation, simplification, modernisation, standardisation,
        harmonisation, transformation, digitisation, digitalisation, efficiency, efficiency gain,
        productivity, productivity gain, transparency, agility, alignment, insight, excellence,
        sustainability, wellbeing
        """,
    ),
    (
        Sort.QUALITY,
        Form.FIXED,
        """
        better, faster, easier, smarter, stronger, cheaper, nicer, modern, great, efficient, efficiently,
        productive, transparent, agile, strategic, strategically, seamless, robust, sustainable,
        sustainably, smoother, smoothly, happy, innovative, effective, effectively
        """,
    ),
)

JARGON_WORDS = (
    (
        Sort.JARGON,
        Form.NOUN,
        """
        synergy, paradigm, game changer, value proposition, quick win methodology, value realisation, value
        driver, single pane of glass, pane of glass, one stop shop, thought leadership, sticky feature,
        product stickiness, wow moment, aha moment, north star metric, customer journey orchestration,
        success motion, adoption curve, adoption motion, expansion motion, upsell, cross sell opportunity,
        land and expand, white space, whitespace, net new logo, logo retention, seat expansion, licence
        expansion, license expansion, power user, value add, use case expansion, customer 360, 360 degree
        view, solution suite, ecosystem play, digital adoption journey, maturity model, executive alignment,
        value engineering, tech touch, high touch, qbr deck, platform play
        """,
    ),
    (
        Sort.JARGON,
        Form.VERB,
        """
        leverage, synergise, supercharge, turbocharge, revolutionise, operationalise, ideate, productise,
        unlock value, unlock the value, unlock the full potential, unlock the power, unleash, move the
        needle, land and expand, drive adoption, drive stickiness, drive engagement, drive value, realise
        value, upsell, democratise, evangelise, reimagine, gamify, double click on, boil the ocean, harness
        the power
        """,
    ),
    (
        Sort.JARGON,
        Form.FIXED,
        """
        best in class, world class, next generation, next gen, cutting edge, state of the art, bleeding
        edge, seamless, seamlessly, frictionless, turnkey, turn key, holistic, holistically, end to end
        platform, end to end solution, mission critical solution, industry leading, market leading, award
        winning, ai powered, ai driven, cloud native, robust and scalable, out of the box, plug and play,
        future proof, full potential of, our platform, our solution, our product, our software, our tool,
        our offering, our suite, our customers success
        """,
    ),
)
