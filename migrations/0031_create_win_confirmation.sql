-- What the customer says of wins: confirmed, or confirmed no longer. Entries are only ever added, and the newest of a win
-- counts. Each holds what the win said when it was confirmed, so that nobody changes what was confirmed.
create table win_confirmation (
    vendor_id uuid not null,
    id uuid not null,
    plan_id uuid not null,
    win_id uuid not null, -- of the plan's document
    stands boolean not null, -- false: withdrawn
    title text,
    value numeric(19, 4),
    unit text,
    currency text,
    outcome_id uuid,
    won_on date,
    recorded_by uuid not null,
    person_kind text not null default 'human' check (person_kind = 'human'), -- no program confirms anything
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id),
    foreign key (recorded_by, person_kind) references person (id, kind),
    check (not stands or value is not null),
    check (stands or num_nonnulls(title, value, unit, currency, outcome_id, won_on) = 0)
);

create index win_confirmation_in_time on win_confirmation (vendor_id, plan_id, recorded_at desc, id desc);

create trigger win_confirmation_is_append_only before update or delete or truncate on win_confirmation
    for each statement execute function refuse_change();

grant select, insert on win_confirmation to concordat_viewer;

create policy viewer_reads on win_confirmation for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    )
);
-- The vendor, whose server this is, has no way to confirm what it delivered.
create policy customer_inserts on win_confirmation for insert to concordat_viewer with check (
    recorded_by = (select viewer_person())
    and (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    )
);

alter table win_confirmation enable row level security, force row level security;

create trigger win_confirmation_tells after insert on win_confirmation
    for each row execute function tell_change_beside('winConfirmations', 'plan_id', 'win_id');
