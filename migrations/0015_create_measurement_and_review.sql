-- Measured values and reviews of plans: rows beside the documents, written by people of both sides.
-- What they name in a plan (outcomes, indicators, milestones) they name by id: a document is no table.

create table measurement (
    vendor_id uuid not null,
    id uuid not null,
    plan_id uuid not null,
    metric_id uuid not null, -- an outcome or an indicator of the plan
    value numeric check (abs(value) < 9007199254740992), -- in its metric's unit; null: withdrawn, there was no value
    measured_on date not null,
    source text not null default '',
    replaces uuid, -- what it corrects: nothing is changed, a later entry stands for it
    side text not null check (side in ('vendor', 'customer')), -- for which the person recorded it
    recorded_by uuid not null references person (id),
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, id),
    unique (vendor_id, plan_id, metric_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id),
    -- A correction is one of the same metric.
    foreign key (vendor_id, plan_id, metric_id, replaces) references measurement (vendor_id, plan_id, metric_id, id),
    check (value is not null or replaces is not null),
    check (replaces <> id)
);

create unique index measurement_replaced on measurement (vendor_id, replaces) where replaces is not null;
create index measurement_in_time
    on measurement (vendor_id, plan_id, metric_id, measured_on desc, recorded_at desc, id desc);

create trigger measurement_is_append_only before update or delete or truncate on measurement
    for each statement execute function refuse_change();

create table review (
    vendor_id uuid not null,
    id uuid not null,
    plan_id uuid not null,
    kind text not null check (kind in ('weekly', 'monthly', 'quarterly', 'checkpoint', 'renewal')),
    state text not null default 'planned' check (state in ('planned', 'held', 'cancelled')),
    planned_for timestamptz not null,
    minutes integer not null check (minutes between 5 and 480),
    attendees uuid[] not null default '{}', -- contacts of the account
    version integer not null default 1 check (version > 0),
    planned_by uuid not null references person (id),
    planned_at timestamptz not null default clock_timestamp(),
    cancelled_because text,
    held_on date,
    completed_by uuid references person (id),
    completed_at timestamptz,
    record jsonb,       -- milestones, outcomes, blockers: see plans/rules/review.py
    content_seq bigint, -- the last update of the shared document when it was completed
    content jsonb,      -- what the shared document said then: the next review tells what changed since
    primary key (vendor_id, id),
    unique (vendor_id, plan_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id),
    check (
        num_nonnulls(held_on, completed_by, completed_at, record, content_seq, content)
        = case state when 'held' then 6 else 0 end
    )
);

create index review_in_time on review (vendor_id, plan_id, planned_for);

-- What was held stays as it was recorded.
create function refuse_change_of_past_review() returns trigger language plpgsql as $$
begin
    raise exception 'a review that was held or cancelled is not changed' using errcode = 'insufficient_privilege';
end $$;

create trigger review_past_is_final before update or delete on review
    for each row when (old.state <> 'planned') execute function refuse_change_of_past_review();

-- Each side's answer to "does this plan still serve us?", given by that side alone, once.
create table review_answer (
    vendor_id uuid not null,
    plan_id uuid not null,
    review_id uuid not null,
    side text not null check (side in ('vendor', 'customer')),
    serves boolean not null,
    comment text not null default '',
    answered_by uuid not null references person (id),
    answered_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, review_id, side),
    foreign key (vendor_id, plan_id, review_id) references review (vendor_id, plan_id, id)
);

create trigger review_answer_is_append_only before update or delete or truncate on review_answer
    for each statement execute function refuse_change();

grant select, insert on measurement, review, review_answer to concordat_viewer;
grant update (state, planned_for, minutes, attendees, version, cancelled_because, held_on, completed_by, completed_at,
              record, content_seq, content) on review to concordat_viewer;

do $$
declare
    name text;
begin
    foreach name in array array['measurement', 'review', 'review_answer'] loop
        execute format($policy$
            create policy viewer_reads on %I for select to concordat_viewer using (
                vendor_id = any ((select viewer_vendors())::uuid[])
                or (vendor_id, plan_id) in (
                    select p.vendor_id, p.id from plan p
                    where p.customer_id = any ((select viewer_customers())::uuid[])
                )
            )$policy$, name);
        execute format('alter table %I enable row level security, force row level security', name);
    end loop;
end $$;

create policy own_side_inserts on measurement for insert to concordat_viewer with check (
    recorded_by = (select viewer_person())
    and case side
        when 'vendor' then vendor_id = any ((select viewer_vendors())::uuid[])
        else (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    end
);
create policy own_side_inserts on review_answer for insert to concordat_viewer with check (
    answered_by = (select viewer_person())
    and case side
        when 'vendor' then vendor_id = any ((select viewer_vendors())::uuid[])
        else (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    end
);
create policy both_sides_insert on review for insert to concordat_viewer with check (
    planned_by = (select viewer_person())
    and (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
);
create policy both_sides_update on review for update to concordat_viewer
    using (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
    with check (completed_by is null or completed_by = (select viewer_person()));
