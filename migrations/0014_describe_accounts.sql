-- What an account says of itself, and the orders in which long lists are read by pages.

-- Days of the account, in its own time zone. `version` counts the changes, so that none is overwritten unseen.
alter table account no force row level security; -- both for the check of the new key
alter table person no force row level security;
alter table account
    add column closed_on date,
    add column engaged_on date,
    add column kicked_off_on date,
    add column live_on date,
    add column renews_on date,
    add column ends_on date,
    add column time_zone text not null default 'UTC' check (time_zone <> ''),
    add column key_account boolean not null default false,
    add column complex_enterprise boolean not null default false,
    add column csm_id uuid references person (id), -- one of the vendor's people
    add column version bigint not null default 1 check (version > 0);
alter table account force row level security;
alter table person force row level security;

create index account_csm on account (csm_id);

alter policy vendor_inserts on account with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and viewer_sees_organisation(customer_id)
    and (csm_id is null or viewer_sees_person(csm_id))
);
alter policy vendor_updates on account with check (
    vendor_id = any ((select viewer_vendors())::uuid[]) and viewer_sees_organisation(customer_id)
    and (csm_id is null or viewer_sees_person(csm_id))
);

-- The worth of the contract is for the vendor and for the customer's sponsor and finance: a table of its own, so that
-- the database itself keeps it from everybody else. No row: it is not known.
create table account_contract (
    vendor_id uuid not null,
    account_id uuid not null,
    customer_id uuid not null,
    value numeric(19, 4) not null check (value >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'), -- ISO 4217
    primary key (vendor_id, account_id),
    foreign key (vendor_id, account_id, customer_id) references account (vendor_id, id, customer_id)
);

create index account_contract_customer on account_contract (customer_id);

grant select, insert, update, delete on account_contract to concordat_viewer, concordat_operator;

create policy viewer_reads on account_contract for select to concordat_viewer using (
    vendor_id = any ((select viewer_vendors())::uuid[])
    or customer_id = any (array(
        select m.organisation_id from membership m
        where m.person_id = (select viewer_person()) and m.role in ('sponsor', 'finance')
          and m.organisation_id = any ((select viewer_customers())::uuid[])
    ))
);
create policy vendor_inserts on account_contract for insert to concordat_viewer
    with check (vendor_id = any ((select viewer_vendors())::uuid[]));
create policy vendor_updates on account_contract for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (vendor_id = any ((select viewer_vendors())::uuid[]));
create policy vendor_deletes on account_contract for delete to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));
create policy operator on account_contract to concordat_operator using (true) with check (true);

alter table account_contract enable row level security, force row level security;

-- When a document was last changed, told by the statement that moves its head.
alter table document no force row level security;
alter table document_update no force row level security;
alter table document add column changed_at timestamptz not null default now();
update document d set changed_at = coalesce(
    (select u.committed_at from document_update u
     where u.vendor_id = d.vendor_id and u.document_id = d.id order by u.seq desc limit 1),
    d.created_at);
alter table document force row level security;
alter table document_update force row level security;
grant update (changed_at) on document to concordat_writer;

-- The orders of pages.
create index account_by_name on account (vendor_id, name, id);
create index contact_by_name on contact (vendor_id, account_id, side, name, id);
drop index contact_account; -- the one above begins alike
create index plan_by_age on plan (vendor_id, account_id, id);
drop index plan_account;
