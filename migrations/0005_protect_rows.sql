-- The database refuses by itself what is not the viewer's: row-level security on every table but the ledger.
-- See docs/decisions/0006-rows-are-refused-by-the-database.md. A new table needs its own policies; a test says so.

-- A plan names its customer, so that a policy needs no join; the key keeps it the account's.
alter table account add constraint account_with_customer unique (vendor_id, id, customer_id);
alter table plan add column customer_id uuid;
update plan p set customer_id = a.customer_id from account a where a.vendor_id = p.vendor_id and a.id = p.account_id;
alter table plan
    alter column customer_id set not null,
    drop constraint plan_vendor_id_account_id_fkey,
    add constraint plan_account_fkey foreign key (vendor_id, account_id, customer_id)
        references account (vendor_id, id, customer_id);
create index plan_customer on plan (customer_id);

-- Who looks, as the transaction was told. Unset and '' (what a setting is after its transaction) mean nobody.
-- Policies call them as (select …), which is evaluated once per statement and not once per row.
create function viewer_person() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('concordat.person', true), '')::uuid;
create function viewer_vendors() returns uuid[]
    language sql stable parallel safe
    return nullif(current_setting('concordat.vendors', true), '')::uuid[];
create function viewer_customers() returns uuid[]
    language sql stable parallel safe
    return nullif(current_setting('concordat.customers', true), '')::uuid[];
create function viewer_partners() returns uuid[]
    language sql stable parallel safe
    return nullif(current_setting('concordat.partners', true), '')::uuid[];

-- Accounts, contacts, plans: both sides read, the vendor writes.

create policy viewer_reads on account for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[]) or customer_id = any ((select viewer_customers())::uuid[])
);
create policy viewer_reads on contact for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (vendor_id, account_id) in (
        select a.vendor_id, a.id from account a where a.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy viewer_reads on plan for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[]) or customer_id = any ((select viewer_customers())::uuid[])
);

-- Identity: oneself, one's organisations, their counterparts in accounts, and the people of those.
-- No policy leads back to its own table: PostgreSQL refuses that as recursion.

create policy viewer_reads on membership for select to concordat_viewer using (
    person_id = (select viewer_person())
    or organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
    or exists (
        select from account a
        where a.customer_id = organisation_id and a.vendor_id = any ((select viewer_vendors())::uuid[])
    )
    or exists (
        select from account a
        where a.vendor_id = organisation_id and a.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy viewer_reads on organisation for select to concordat_viewer using (
    id in (select m.organisation_id from membership m where m.person_id = (select viewer_person()))
    or exists (
        select from account a
        where a.customer_id = organisation.id and a.vendor_id = any ((select viewer_vendors())::uuid[])
    )
    or exists (
        select from account a
        where a.vendor_id = organisation.id and a.customer_id = any ((select viewer_customers())::uuid[])
    )
);
create policy viewer_reads on person for select to concordat_viewer using (
    id = (select viewer_person()) or exists (select from membership m where m.person_id = person.id)
);

-- What a row may point to: only what its writer sees. Checked before any key is, so that no key tells what exists.
-- Functions with a search_path of their own are not inlined: their look at other policies is no recursion.
create function viewer_sees_organisation(wanted uuid) returns boolean
    language sql stable set search_path = concordat, pg_temp
    return exists (select from concordat.organisation o where o.id = wanted);
create function viewer_sees_person(wanted uuid) returns boolean
    language sql stable set search_path = concordat, pg_temp
    return exists (select from concordat.person p where p.id = wanted);

create policy vendor_inserts on account for insert to concordat_viewer with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and viewer_sees_organisation(customer_id)
);
create policy vendor_updates on account for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (vendor_id = any ((select viewer_vendors())::uuid[]) and viewer_sees_organisation(customer_id));
create policy vendor_deletes on account for delete to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));

create policy vendor_inserts on contact for insert to concordat_viewer with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and (person_id is null or viewer_sees_person(person_id))
);
create policy vendor_updates on contact for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (
        vendor_id = any ((select viewer_vendors())::uuid[]) and (person_id is null or viewer_sees_person(person_id))
    );
create policy vendor_deletes on contact for delete to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));

create policy vendor_inserts on plan for insert to concordat_viewer with check (
    vendor_id = any ((select viewer_vendors())::uuid[])
    and (created_by is null or created_by = (select viewer_person()))
);
create policy vendor_updates on plan for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (
        vendor_id = any ((select viewer_vendors())::uuid[]) and (created_by is null or viewer_sees_person(created_by))
    );
create policy vendor_deletes on plan for delete to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));

-- Memberships: each organisation its own, with people that are known to it. A vendor that could add people to its
-- customer would see what the customer has with other vendors.
create policy member_inserts on membership for insert to concordat_viewer with check (
    organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
    and viewer_sees_person(person_id)
);
create policy member_updates on membership for update to concordat_viewer
    using (organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[]))
    with check (
        organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
        and viewer_sees_person(person_id)
    );
create policy member_deletes on membership for delete to concordat_viewer
    using (organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[]));

-- Organisations and people belong to no tenant: viewers make and change none.
revoke insert, update, delete on organisation, person from concordat_viewer;

-- The live documents and what is projected from them.

create policy viewer_reads on document for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or (kind = 'shared' and (vendor_id, plan_id) in (
        select p.vendor_id, p.id from plan p where p.customer_id = any ((select viewer_customers())::uuid[])
    ))
);

do $$
declare
    shared_content text[] := array[
        'plan_overview', 'quote', 'outcome', 'workflow', 'enabler', 'indicator', 'milestone', 'task', 'dependency',
        'risk', 'win', 'review_note'];
    internal_content text[] := array[
        'internal_overview', 'conversation', 'stakeholder_risk', 'expansion', 'next_goal'];
    live text[] := array['document', 'document_update', 'document_snapshot', 'refused_update', 'presence'];
    identity_and_rows text[] := array['organisation', 'person', 'membership', 'account', 'contact', 'plan'];
    name text;
begin
    foreach name in array shared_content loop
        execute format($policy$
            create policy viewer_reads on %I for select to concordat_viewer using (
                vendor_id = any ((select viewer_vendors())::uuid[])
                or (vendor_id, plan_id) in (
                    select p.vendor_id, p.id from plan p
                    where p.customer_id = any ((select viewer_customers())::uuid[])
                )
            )$policy$, name);
    end loop;
    foreach name in array internal_content loop
        execute format(
            'create policy vendor_reads on %I for select to concordat_viewer '
            'using (vendor_id = any ((select viewer_vendors())::uuid[]))', name);
    end loop;
    -- The writer keeps the log and the projection of all tenants; its grants say what it may do with each.
    foreach name in array live || shared_content || internal_content loop
        execute format('create policy writer on %I to concordat_writer using (true) with check (true)', name);
    end loop;
    create policy writer on plan for select to concordat_writer using (true);
    -- The operator, at the command line, brings in organisations and people; the service cannot become it.
    foreach name in array identity_and_rows loop
        execute format('create policy operator on %I to concordat_operator using (true) with check (true)', name);
        execute format('grant select, insert, update, delete on %I to concordat_operator', name);
    end loop;
    foreach name in array identity_and_rows || live || shared_content || internal_content loop
        execute format('alter table %I enable row level security, force row level security', name);
    end loop;
end $$;
