-- Who did what to an organisation's people, roles, connections and clients, and what was refused. Only ever added to.

create table audit_entry (
    organisation_id uuid not null references organisation (id),
    id uuid not null, -- version 7: in the order of time
    at timestamptz not null default clock_timestamp(),
    actor uuid references person (id), -- null: the operator, or nobody known yet
    action text not null check (action ~ '^[a-z_]+:[a-z_]+$'),
    subject text not null default '', -- the id of what it was done to
    refused boolean not null default false,
    details jsonb not null default '{}',
    primary key (organisation_id, id)
);

create index audit_entry_actor on audit_entry (actor);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger audit_entry_is_append_only before update or delete or truncate on audit_entry
    for each statement execute function refuse_change();

grant select, insert on audit_entry to concordat_viewer;
grant insert on audit_entry to concordat_login, concordat_operator;

create policy viewer_reads on audit_entry for select to concordat_viewer using (
    organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
);
create policy viewer_inserts on audit_entry for insert to concordat_viewer with check (
    organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
    and actor = (select viewer_person())
);
create policy audit_by_login on audit_entry for insert to concordat_login with check (true);
create policy audit_by_operator on audit_entry for insert to concordat_operator with check (true);

alter table audit_entry enable row level security, force row level security;
