-- Who opened a plan when: a row for each person, side and day (of UTC), with the first and the last moment. The vendor
-- reads all of them; everybody else their own, which is what noting another moment of a day takes.
create table plan_opening (
    vendor_id uuid not null,
    plan_id uuid not null,
    person_id uuid not null references person (id),
    day date not null,
    side text not null check (side in ('vendor', 'customer')), -- for which they opened it
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (vendor_id, plan_id, person_id, day, side),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id),
    check (first_at <= last_at)
);

create index plan_opening_in_time on plan_opening (vendor_id, plan_id, first_at, person_id, side);
create index plan_opening_by_side on plan_opening (vendor_id, plan_id, side, last_at);

grant select, insert, update (first_at, last_at) on plan_opening to concordat_viewer;

create policy viewer_reads on plan_opening for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (person_id = (select viewer_person()) and (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    ))
);
create policy own_side_inserts on plan_opening for insert to concordat_viewer with check (
    person_id = (select viewer_person())
    and case side
        when 'vendor' then vendor_id = any ((select viewer_vendors())::uuid[])
        else (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    end
);
create policy own_updates on plan_opening for update to concordat_viewer
    using (person_id = (select viewer_person())) with check (person_id = (select viewer_person()));

alter table plan_opening enable row level security, force row level security;
