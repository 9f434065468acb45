-- Login with an organisation's own identity provider. All of it is read before a viewer is known, so none of it is
-- the viewer role's: the narrow role concordat_login alone may touch these tables, and reads people and memberships
-- for that. The organisation's id leads every key.

create table login_connection (
    organisation_id uuid not null references organisation (id),
    id uuid not null,
    issuer text not null check (issuer ~ '^https?://'),
    client_id text not null check (client_id <> ''),
    secret_from text not null default 'none' check (secret_from in ('environment', 'file', 'none')), -- never the value
    algorithms text[] not null default '{RS256}' check (cardinality(algorithms) > 0),
    role_claim text,                           -- the claim that the role map reads
    role_map jsonb not null default '{}',      -- value of that claim -> role
    state text not null default 'draft' check (state in ('draft', 'active')),
    activated_by uuid references person (id),
    activated_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    check ((state = 'active') = (activated_at is not null))
);

create unique index login_connection_id on login_connection (id); -- random ids: tells nothing of another tenant

-- A domain routes to a connection once the organisation has shown that it is theirs. Two organisations may show it.
create table login_domain (
    organisation_id uuid not null,
    connection_id uuid not null,
    domain text not null check (domain = lower(domain) and domain like '%_._%'),
    challenge text not null,
    verified_at timestamptz,
    primary key (organisation_id, connection_id, domain),
    foreign key (organisation_id, connection_id) references login_connection (organisation_id, id) on delete cascade
);

create index login_domain_verified on login_domain (domain) where verified_at is not null;

create table login_identity (
    organisation_id uuid not null,
    connection_id uuid not null,
    issuer text not null,
    subject text not null check (length(subject) between 1 and 255),
    person_id uuid not null references person (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (organisation_id, connection_id, issuer, subject),
    foreign key (organisation_id, connection_id) references login_connection (organisation_id, id) on delete cascade
);

create index login_identity_person on login_identity (person_id);

-- The secret of an invitation links a first login to the person who was invited.
create table login_invitation (
    organisation_id uuid not null references organisation (id),
    id uuid not null,
    person_id uuid not null references person (id) on delete cascade,
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (organisation_id, id)
);

create unique index login_invitation_secret on login_invitation (secret_hash);

create table login_session (
    organisation_id uuid not null,
    id uuid not null,
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    person_id uuid not null references person (id) on delete cascade,
    connection_id uuid not null,
    issuer text not null,
    subject text not null,
    provider_session text, -- the provider's `sid`
    id_token text,         -- the hint for its logout; gone when the session ends
    browser text not null default '',
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_because text check (ended_because in ('logout', 'backchannel', 'owner', 'removed', 'replaced')),
    primary key (organisation_id, id),
    foreign key (organisation_id, connection_id) references login_connection (organisation_id, id) on delete cascade,
    check ((ended_at is null) = (ended_because is null)),
    check (ended_at is null or id_token is null)
);

create unique index login_session_secret on login_session (secret_hash);
create index login_session_person on login_session (person_id) where ended_at is null;
create index login_session_subject on login_session (organisation_id, connection_id, subject) where ended_at is null;

-- What waits for an answer of the provider. Taken once; several tabs of a browser have one each.
create table login_attempt (
    organisation_id uuid not null,
    state_hash bytea not null check (octet_length(state_hash) = 32),
    connection_id uuid not null,
    browser_hash bytea not null check (octet_length(browser_hash) = 32),
    nonce text not null,
    verifier text not null,
    purpose text not null check (purpose in ('login', 'step_up')),
    return_to text not null,
    invitation_id uuid,
    session_id uuid, -- step-up: whose it is
    step_up jsonb,   -- step-up: what the nonce stands for
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (organisation_id, state_hash),
    foreign key (organisation_id, connection_id) references login_connection (organisation_id, id) on delete cascade,
    check ((purpose = 'step_up') = (session_id is not null and step_up is not null))
);

create index login_attempt_age on login_attempt (expires_at);

-- What a provider signed in a step-up. Its texts can be erased; their hashes stay.
create table step_up_evidence (
    organisation_id uuid not null,
    id uuid not null,
    person_id uuid references person (id) on delete set null,
    connection_id uuid not null,
    purpose text not null,
    content_hash bytea not null check (octet_length(content_hash) = 32),
    statement_hash bytea not null check (octet_length(statement_hash) = 32),
    decision text not null,
    salt bytea not null check (octet_length(salt) = 32),
    auth_time timestamptz not null,
    id_token text,
    id_token_hash bytea not null check (octet_length(id_token_hash) = 32),
    provider_key text, -- JSON Web Key
    provider_key_hash bytea not null check (octet_length(provider_key_hash) = 32),
    completed_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    erased_at timestamptz,
    primary key (organisation_id, id),
    check ((erased_at is null) = (id_token is not null and provider_key is not null))
);

create index step_up_evidence_person on step_up_evidence (person_id);

-- Back-channel logout tokens that were obeyed: each works once.
create table logout_token (
    organisation_id uuid not null,
    connection_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    expires_at timestamptz not null,
    primary key (organisation_id, connection_id, token_hash)
);

create index logout_token_age on logout_token (expires_at);

grant select, insert, update, delete on login_connection, login_domain, login_attempt to concordat_login;
grant select, insert on login_identity, login_invitation, login_session, step_up_evidence, logout_token
    to concordat_login;
grant delete on logout_token to concordat_login;
grant update (used_at) on login_invitation to concordat_login;
grant update (secret_hash, last_seen_at, ended_at, ended_because, id_token) on login_session to concordat_login;
grant update (id_token, provider_key, used_at, erased_at) on step_up_evidence to concordat_login;
grant select on organisation to concordat_login;
grant select, insert on person, membership to concordat_login;

create policy organisation_for_login on organisation for select to concordat_login using (true);
create policy person_for_login on person for select to concordat_login using (true);
create policy person_by_login on person for insert to concordat_login with check (true);
create policy membership_for_login on membership for select to concordat_login using (true);
create policy membership_by_login on membership for insert to concordat_login with check (true);

do $$
declare name text;
begin
    foreach name in array array[
        'login_connection', 'login_domain', 'login_identity', 'login_invitation', 'login_session', 'login_attempt',
        'step_up_evidence', 'logout_token']
    loop
        execute format('create policy login on %I to concordat_login using (true) with check (true)', name);
        execute format('alter table %I enable row level security, force row level security', name);
    end loop;
end $$;
