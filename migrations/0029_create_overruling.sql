-- Overrulings: a person of a side says that something may stand although a rule refuses it, in the words that they saw.
-- They are kept; what is withdrawn does not count. Each side adds and withdraws its own, and reads both.
create table overruling (
    vendor_id uuid not null,
    id uuid not null,
    plan_id uuid not null,
    code text not null check (code ~ '^[a-z_]+$'), -- of the finding: see plans/rules/finding.py
    subject_id uuid not null, -- of the entity that the finding is about; a document is no table
    words text not null, -- as they were seen: other words are found anew
    because text not null,
    side text not null check (side in ('vendor', 'customer')),
    overruled_by uuid not null references person (id),
    overruled_at timestamptz not null default clock_timestamp(),
    withdrawn_by uuid references person (id),
    withdrawn_at timestamptz,
    primary key (vendor_id, id),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id),
    check (num_nonnulls(withdrawn_by, withdrawn_at) in (0, 2))
);

create unique index overruling_that_counts on overruling (vendor_id, plan_id, code, subject_id, side, md5(words))
    where withdrawn_at is null;

grant select, insert on overruling to concordat_viewer;
grant update (withdrawn_by, withdrawn_at) on overruling to concordat_viewer;

create policy viewer_reads on overruling for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy own_side_inserts on overruling for insert to concordat_viewer with check (
    overruled_by = (select viewer_person())
    and withdrawn_at is null
    and case side
        when 'vendor' then vendor_id = any ((select viewer_vendors())::uuid[])
        else (vendor_id, plan_id) in (
            select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
        )
    end
);
create policy own_side_withdraws on overruling for update to concordat_viewer
    using (
        withdrawn_at is null
        and case side
            when 'vendor' then vendor_id = any ((select viewer_vendors())::uuid[])
            else (vendor_id, plan_id) in (
                select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
            )
        end
    )
    with check (withdrawn_by = (select viewer_person()));

alter table overruling enable row level security, force row level security;

create trigger overruling_tells after insert or update or delete on overruling
    for each row execute function tell_change_beside('overrulings', 'plan_id', 'id');
