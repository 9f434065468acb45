-- Whose each Yjs client id of a document is: bound at first use, so that nobody writes in another person's name, and
-- so that it can be told which side has set a value.

-- The owner reads old rows in this migration alone.
alter table membership no force row level security;
alter table document_update no force row level security;

alter table document_update add column side text check (side in ('vendor', 'customer')); -- null: the server itself

update document_update u
set side = case when exists (
    select from membership m where m.organisation_id = u.vendor_id and m.person_id = u.author
) then 'vendor' else 'customer' end
where author is not null;

create table document_client (
    vendor_id uuid not null,
    document_id uuid not null,
    client bigint not null check (client >= 0),
    author uuid references person (id), -- null: the server itself, and nobody else
    side text check (side in ('vendor', 'customer')),
    via text not null check (via in ('socket', 'api', 'server')),
    bound_at timestamptz not null default now(),
    primary key (vendor_id, document_id, client),
    foreign key (vendor_id, document_id) references document (vendor_id, id),
    check ((author is null) = (side is null))
);

-- Before this, the API wrote for everybody under one id: that one is bound to nobody from now on.
insert into document_client (vendor_id, document_id, client, author, side, via)
select distinct on (vendor_id, document_id, client)
    vendor_id, document_id, client,
    case when via = 'socket' then author end, case when via = 'socket' then side end,
    case when via = 'socket' then via else 'server' end
from document_update
where client <> 0
order by vendor_id, document_id, client, seq;

alter table membership force row level security;
alter table document_update force row level security;

grant select, insert on document_client to concordat_writer;
create policy writer on document_client to concordat_writer using (true) with check (true);
alter table document_client enable row level security, force row level security;
