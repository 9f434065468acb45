-- What the live documents say, as tables: written by the projection alone, forward only.
-- Projection is total: no column but the keys is required and no constraint can refuse a value.
-- `version` is the sequence of the update that last touched the entity; `invalid_fields` names fields whose value
-- could not be read. Ids are chosen by clients, so that a key holds the plan as well.

create table plan_overview (
    vendor_id uuid not null,
    plan_id uuid not null,
    title text,
    goal text,
    why_bought text,
    problem text,
    roi text,
    expected_time_to_value text,
    review_on date,
    escalate_after_days double precision,
    vendor_sponsor uuid,
    customer_sponsor uuid,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table quote (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    text text,
    said_by uuid,
    said_on date,
    prompt text,
    outcome uuid,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table outcome (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    objective text,
    benefit text,
    type text,
    metric text,
    unit text,
    comparator text,
    baseline double precision,
    baseline_on date,
    baseline_source text,
    baseline_evidence text,
    baseline_quality text,
    target double precision,
    band_low double precision,
    band_high double precision,
    stated_change double precision,
    deadline date,
    measured_by uuid,
    measured_in text,
    measured_every text,
    value_per_unit numeric(19, 4),
    currency text,
    provenance text,
    customer_owner uuid,
    vendor_owner uuid,
    key boolean,
    status text,
    retired_because text,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table workflow (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    outcome uuid,
    title text,
    comparator text,
    initial double precision,
    initial_on date,
    threshold double precision,
    unit text,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table enabler (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    outcome uuid,
    workflow uuid,
    kind text,
    title text,
    owner uuid,
    state text,
    due date,
    frequency text,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table indicator (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    outcome uuid,
    kind text,
    name text,
    unit text,
    comparator text,
    baseline double precision,
    target double precision,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table milestone (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    outcome uuid,
    title text,
    mark text,
    due date,
    metric uuid,
    target_value double precision,
    comparator text,
    scope text,
    vendor_owner uuid,
    customer_owner uuid,
    responsibility text,
    status text,
    done_on date,
    key boolean,
    first_value boolean,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table task (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    milestone uuid,
    action text,
    owner uuid,
    due date,
    done boolean,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table dependency (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    owed_by uuid,
    owed_to uuid,
    what text,
    due date,
    milestone uuid,
    waits_for uuid,
    status text,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table risk (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    title text,
    kind text,
    outcome uuid,
    milestone uuid,
    likelihood text,
    impact text,
    mitigation text,
    owner uuid,
    state text,
    position text collate "C",
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table win (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    title text,
    outcome uuid,
    milestone uuid,
    value numeric(19, 4),
    unit text,
    currency text,
    calculation text,
    evidence text,
    won_on date,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table review_note (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    review uuid,
    text text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table internal_overview (
    vendor_id uuid not null,
    plan_id uuid not null,
    narrative text,
    champions text,
    skeptics text,
    friction text,
    prior_failures text,
    lessons text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table conversation (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    vendor_person uuid,
    contact uuid,
    every text,
    purpose text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table stakeholder_risk (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    contact uuid,
    what text,
    mitigation text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table expansion (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    gap text,
    idea text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create table next_goal (
    vendor_id uuid not null,
    plan_id uuid not null,
    id uuid not null,
    goal text,
    version bigint not null,
    invalid_fields text[] not null default '{}',
    primary key (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

grant select on
    plan_overview,
    quote,
    outcome,
    workflow,
    enabler,
    indicator,
    milestone,
    task,
    dependency,
    risk,
    win,
    review_note,
    internal_overview,
    conversation,
    stakeholder_risk,
    expansion,
    next_goal
to concordat_viewer;

grant select, insert, update, delete on
    plan_overview,
    quote,
    outcome,
    workflow,
    enabler,
    indicator,
    milestone,
    task,
    dependency,
    risk,
    win,
    review_note,
    internal_overview,
    conversation,
    stakeholder_risk,
    expansion,
    next_goal
to concordat_writer;
