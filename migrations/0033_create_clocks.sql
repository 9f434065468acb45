-- The vendor's limits for its plans, and on which days a plan was agreed and delivered. No row: the field's own limits,
-- and no day is known.
create table vendor_clocks (
    vendor_id uuid not null references organisation (id),
    agree_days integer not null check (agree_days between 1 and 730),   -- after the go-live
    deliver_days integer not null check (deliver_days between 1 and 730), -- after the start of the engagement
    version integer not null default 1 check (version > 0),
    changed_by uuid not null references person (id),
    changed_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id)
);

grant select, insert on vendor_clocks to concordat_viewer;
grant update (agree_days, deliver_days, version, changed_by, changed_at) on vendor_clocks to concordat_viewer;

create policy viewer_reads on vendor_clocks for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or vendor_id in (select a.vendor_id from account a where a.customer_id = any ((select viewer_customers())::uuid[]))
);
create policy vendor_inserts on vendor_clocks for insert to concordat_viewer
    with check (vendor_id = any ((select viewer_vendors())::uuid[]) and changed_by = (select viewer_person()));
create policy vendor_updates on vendor_clocks for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (changed_by = (select viewer_person()));

alter table vendor_clocks enable row level security, force row level security;

create table plan_dates (
    vendor_id uuid not null,
    plan_id uuid not null,
    agreed_on date,
    delivered_on date,
    version integer not null default 1 check (version > 0),
    recorded_by uuid not null references person (id),
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, plan_id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

grant select, insert on plan_dates to concordat_viewer;
grant update (agreed_on, delivered_on, version, recorded_by, recorded_at) on plan_dates to concordat_viewer;

create policy viewer_reads on plan_dates for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy both_sides_insert on plan_dates for insert to concordat_viewer with check (
    recorded_by = (select viewer_person())
    and (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
);
create policy both_sides_update on plan_dates for update to concordat_viewer
    using (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
    with check (recorded_by = (select viewer_person()));

alter table plan_dates enable row level security, force row level security;

create trigger plan_dates_tells after insert or update or delete on plan_dates
    for each row execute function tell_change_beside('dates', 'plan_id', 'plan_id');
