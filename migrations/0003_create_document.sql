-- The live documents: a gapless log of updates each, and snapshots of the merged state.

create table document (
    vendor_id uuid not null,
    id uuid not null,
    plan_id uuid not null,
    kind text not null check (kind in ('shared', 'internal')),
    head bigint not null default 0 check (head >= 0),
    projected_seq bigint not null default 0 check (projected_seq between 0 and head),
    created_at timestamptz not null default now(),
    primary key (vendor_id, id),
    unique (vendor_id, plan_id, kind),
    foreign key (vendor_id, plan_id) references plan (vendor_id, id)
) with (fillfactor = 70); -- the head moves with every commit: room for heap-only updates

create index document_behind on document (vendor_id, id) where projected_seq < head;

create table document_update (
    vendor_id uuid not null,
    document_id uuid not null,
    seq bigint not null check (seq > 0),
    update bytea not null,
    author uuid references person (id), -- null: the server itself
    client bigint not null,             -- the Yjs client of its first new struct; 0: deletions only
    via text not null check (via in ('socket', 'api', 'server')),
    committed_at timestamptz not null default now(),
    primary key (vendor_id, document_id, seq),
    foreign key (vendor_id, document_id) references document (vendor_id, id)
);

create table document_snapshot (
    vendor_id uuid not null,
    document_id uuid not null,
    seq bigint not null check (seq > 0), -- the last update that the state holds
    state bytea not null,
    created_at timestamptz not null default now(),
    primary key (vendor_id, document_id, seq),
    foreign key (vendor_id, document_id) references document (vendor_id, id)
);

-- Updates that admission refused, so that nothing a person typed is lost. Kept for 30 days.
create table refused_update (
    vendor_id uuid not null,
    id uuid not null,
    document_id uuid not null,
    author uuid not null references person (id),
    reason text not null,
    update bytea not null,
    refused_at timestamptz not null default now(),
    primary key (vendor_id, id),
    foreign key (vendor_id, document_id) references document (vendor_id, id)
);

create index refused_update_age on refused_update (refused_at);
create index refused_update_author on refused_update (author, refused_at);

-- Who is in a document, as each process sees it. Worth nothing after a crash, hence unlogged.
create unlogged table presence (
    vendor_id uuid not null,
    document_id uuid not null,
    process uuid not null,
    client bigint not null,
    clock bigint not null,
    state text not null, -- awareness state, JSON; 'null' once gone
    seen_at timestamptz not null default now(),
    primary key (vendor_id, document_id, process, client)
);

grant select on document to concordat_viewer;
grant select, insert on document, document_update, document_snapshot, refused_update, presence to concordat_writer;
grant update (head, projected_seq) on document to concordat_writer;
grant update (clock, state, seen_at), delete on presence to concordat_writer;
grant delete on document_snapshot, refused_update to concordat_writer;
grant select (vendor_id, id, account_id) on plan to concordat_writer;
