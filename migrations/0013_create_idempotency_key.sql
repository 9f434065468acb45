-- What was done under which idempotency key, so that a request that is sent again is answered and not done again.
-- Written in the transaction of what was done; of no interest to anybody after a day.

create table idempotency_key (
    vendor_id uuid not null,
    actor uuid not null references person (id),
    mutation text not null check (mutation <> ''),
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null check (octet_length(request_hash) = 32),
    plan_id uuid not null,
    entity_ids uuid[] not null,
    created_at timestamptz not null default now(),
    primary key (vendor_id, actor, mutation, key),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
);

create index idempotency_key_age on idempotency_key (created_at);

grant select, insert, delete on idempotency_key to concordat_writer;
create policy writer on idempotency_key to concordat_writer using (true) with check (true);
alter table idempotency_key enable row level security, force row level security;
