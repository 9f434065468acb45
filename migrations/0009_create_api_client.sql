-- API clients: programs that act for an organisation. Each is also a person of kind 'service' with the same id, who is
-- a member in the client's role: rows, authorship and the audit know no difference.

alter table person add column kind text not null default 'human' check (kind in ('human', 'service'));
alter table person
    add constraint person_of_kind unique (id, kind),
    add constraint person_email_of_kind check ((kind = 'service') = (email like '%@clients.invalid'));

-- No provider vouches for a program: it has no identity, no invitation and no session. The owner has to see the rows
-- that the new keys are about.
alter table person no force row level security;
do $$
declare name text;
begin
    foreach name in array array['login_identity', 'login_invitation', 'login_session'] loop
        execute format('alter table %I no force row level security', name);
        execute format(
            'alter table %I add column person_kind text not null default ''human'' check (person_kind = ''human''), '
            'add foreign key (person_id, person_kind) references person (id, kind) on delete cascade', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
alter table person force row level security;

create table api_client (
    organisation_id uuid not null references organisation (id),
    id uuid not null, -- the service person's too, and the client_id of OAuth
    person_kind text not null default 'service' check (person_kind = 'service'),
    name text not null check (name <> ''),
    role text not null, -- that it was given; what it may do is its membership's
    scopes text[] not null check (
        cardinality(scopes) > 0 and scopes <@ array['plan:read', 'plan:write', 'organisation:manage']
    ),
    created_by uuid not null references person (id),
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    last_used_at timestamptz, -- to the minute
    primary key (organisation_id, id),
    foreign key (id, person_kind) references person (id, kind)
);

create index api_client_id on api_client (id);
create index api_client_created_by on api_client (created_by);

-- Secrets are the login role's alone. Two are good while one takes over from the other.
create table api_client_secret (
    organisation_id uuid not null,
    client_id uuid not null,
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    created_at timestamptz not null default now(),
    expires_at timestamptz, -- null: the newest
    primary key (organisation_id, client_id, secret_hash),
    foreign key (organisation_id, client_id) references api_client (organisation_id, id) on delete cascade
);

create unique index api_client_secret_newest on api_client_secret (organisation_id, client_id)
    where expires_at is null;

grant select on api_client to concordat_viewer;
grant select, insert, update (revoked_at, last_used_at) on api_client to concordat_login;
grant select, insert, update (expires_at), delete on api_client_secret to concordat_login;
grant delete on membership to concordat_login;

create policy viewer_reads on api_client for select to concordat_viewer using (
    organisation_id = any ((select viewer_vendors() || viewer_customers() || viewer_partners())::uuid[])
);
create policy login on api_client to concordat_login using (true) with check (true);
create policy login on api_client_secret to concordat_login using (true) with check (true);
-- The login role ends memberships of revoked clients, and of nobody else.
create policy revoked_client_by_login on membership for delete to concordat_login using (
    exists (
        select from api_client c
        where c.organisation_id = membership.organisation_id and c.id = membership.person_id
        and c.revoked_at is not null
    )
);

alter table api_client enable row level security, force row level security;
alter table api_client_secret enable row level security, force row level security;
