-- The people of an account: contacts that are kept through the API, and what the vendor thinks of them.

-- A contact who has left stays readable. `version` counts the changes, so that none is overwritten unseen.
alter table contact
    add column left_on date,
    add column version bigint not null default 1 check (version > 0),
    add constraint contact_of_account unique (vendor_id, account_id, id);

-- Whose contact it is, on which side and in which account, is said once.
revoke update on contact from concordat_viewer;
grant update (person_id, name, title, role, left_on, version) on contact to concordat_viewer;

-- A customer keeps the contacts of its own side.
create policy customer_inserts on contact for insert to concordat_viewer with check (
    side = 'customer' and (person_id is null or viewer_sees_person(person_id))
    and (vendor_id, account_id) in (
        select a.vendor_id, a.id from account a where a.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy customer_updates on contact for update to concordat_viewer
    using (
        side = 'customer' and (vendor_id, account_id) in (
            select a.vendor_id, a.id from account a where a.customer_id = any ((select viewer_customers())::uuid[])
        )
    )
    with check (
        side = 'customer' and (person_id is null or viewer_sees_person(person_id))
        and (vendor_id, account_id) in (
            select a.vendor_id, a.id from account a where a.customer_id = any ((select viewer_customers())::uuid[])
        )
    );

-- What is done to an account and not to one of its plans is done once under a key as well.
alter table idempotency_key alter column plan_id drop not null;

-- What the vendor thinks of a customer's contact. A table of its own, with a version of its own: nothing that the
-- customer may read changes with it.
create table stakeholder_assessment (
    vendor_id uuid not null,
    contact_id uuid not null,
    account_id uuid not null,
    type text check (type in ('economic_buyer', 'decision_maker', 'champion', 'end_user', 'potential_blocker')),
    renewal_metrics text[] not null default '{}',
    engagement text check (engagement in ('low', 'medium', 'high')),
    influence text check (influence in ('low', 'medium', 'high')),
    sentiment text check (sentiment in ('advocate', 'neutral', 'skeptic')),
    note text not null default '',
    version bigint not null default 1 check (version > 0),
    assessed_by uuid not null references person (id),
    assessed_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, contact_id),
    foreign key (vendor_id, account_id, contact_id) references contact (vendor_id, account_id, id)
);

grant select, insert on stakeholder_assessment to concordat_viewer;
grant update (type, renewal_metrics, engagement, influence, sentiment, note, version, assessed_by, assessed_at)
    on stakeholder_assessment to concordat_viewer;

create policy vendor_reads on stakeholder_assessment for select to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));
create policy vendor_inserts on stakeholder_assessment for insert to concordat_viewer with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and assessed_by = (select viewer_person())
);
create policy vendor_updates on stakeholder_assessment for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (vendor_id = any ((select viewer_vendors())::uuid[]) and assessed_by = (select viewer_person()));

create trigger stakeholder_assessment_tells after insert or update or delete on stakeholder_assessment
    for each row execute function tell_change_beside('assessments', 'account_id', 'contact_id');

alter table stakeholder_assessment enable row level security, force row level security;
