-- The preset of a plan: its limits and which sections show. It changes nothing that a plan says. No row: STRATEGIC.
create table plan_preset (
    vendor_id uuid not null,
    plan_id uuid not null,
    preset text not null check (preset in ('one_page', 'strategic', 'mutual', 'objectives', 'chain')),
    version integer not null default 1 check (version > 0),
    chosen_by uuid not null references person (id),
    chosen_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, plan_id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

grant select, insert on plan_preset to concordat_viewer;
grant update (preset, version, chosen_by, chosen_at) on plan_preset to concordat_viewer;

create policy viewer_reads on plan_preset for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy both_sides_insert on plan_preset for insert to concordat_viewer with check (
    chosen_by = (select viewer_person())
    and (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
);
create policy both_sides_update on plan_preset for update to concordat_viewer
    using (
        vendor_id = any ((select viewer_vendors())::uuid[])
        or (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
    with check (chosen_by = (select viewer_person()));

alter table plan_preset enable row level security, force row level security;

create trigger plan_preset_tells after insert or update or delete on plan_preset
    for each row execute function tell_change_beside('shape', 'plan_id', 'plan_id');
