-- Discovery calls: what was asked and answered before a plan is written. They are the vendor's own notes: what of them
-- is to be shared stands in the plan as quotes. Whom the vendor spoke to is a contact of the account.
create table discovery_call (
    vendor_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    contact_id uuid not null,
    held_on date not null,
    answers jsonb not null default '[]', -- [{"prompt": …, "answer": …}]
    prior_failures text not null default '',
    frustrations text not null default '',
    roi text not null default '',
    version integer not null default 1 check (version > 0),
    recorded_by uuid not null references person (id),
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (vendor_id, id),
    foreign key (vendor_id, account_id) references account (vendor_id, id),
    foreign key (vendor_id, contact_id) references contact (vendor_id, id)
);

create index discovery_call_in_time on discovery_call (vendor_id, account_id, held_on desc, id desc);

grant select, insert, delete on discovery_call to concordat_viewer;
grant update (contact_id, held_on, answers, prior_failures, frustrations, roi, version, recorded_by, recorded_at)
    on discovery_call to concordat_viewer;

create policy vendor_reads on discovery_call for select to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));
create policy vendor_inserts on discovery_call for insert to concordat_viewer
    with check (vendor_id = any ((select viewer_vendors())::uuid[]) and recorded_by = (select viewer_person()));
create policy vendor_updates on discovery_call for update to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]))
    with check (vendor_id = any ((select viewer_vendors())::uuid[]) and recorded_by = (select viewer_person()));
create policy vendor_deletes on discovery_call for delete to concordat_viewer
    using (vendor_id = any ((select viewer_vendors())::uuid[]));

alter table discovery_call enable row level security, force row level security;

-- What is done under a key need not be about a plan.
alter table idempotency_key alter column plan_id drop not null;

create trigger discovery_call_tells after insert or update or delete on discovery_call
    for each row execute function tell_change_beside('discoveryCalls', 'account_id', 'id');
