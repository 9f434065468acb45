-- What takes rights away is told to every process by the database itself, so that no way of doing it forgets to tell.
-- Channels and payloads: plans/store/withdrawal.py and plans/store/session.py. Equal messages of one transaction are one.

create function tell_withdrawal_of_person() returns trigger language plpgsql as $$
begin
    perform pg_notify('concordat_withdrawal', old.person_id::text);
    return null;
end $$;

create trigger membership_tells_withdrawal after delete on membership
    for each row execute function tell_withdrawal_of_person();
create trigger membership_tells_change after update on membership
    for each row when (old is distinct from new) execute function tell_withdrawal_of_person();

create function tell_end_of_session() returns trigger language plpgsql as $$
begin
    perform pg_notify('concordat_session', old.id::text);
    return null;
end $$;

create trigger login_session_tells_end after delete on login_session
    for each row when (old.ended_at is null) execute function tell_end_of_session();
create trigger login_session_tells_change after update of ended_at, expires_at on login_session
    for each row when (old.ended_at is null and (new.ended_at is not null or new.expires_at < old.expires_at))
    execute function tell_end_of_session();

-- Sessions of a connection that is no longer active are worth nothing.
create function tell_end_of_connection() returns trigger language plpgsql as $$
begin
    perform pg_notify('concordat_session', s.id::text)
    from login_session s
    where s.organisation_id = old.organisation_id and s.connection_id = old.id and s.ended_at is null;
    return null;
end $$;

create trigger login_connection_tells_end after update of state on login_connection
    for each row when (old.state = 'active' and new.state <> 'active') execute function tell_end_of_connection();

-- How much was tried lately, by the hash of whose attempts they are. Losing it in a crash of the database costs
-- nothing but the memory of the last minutes.
create unlogged table rate_limit (
    key_hash bytea primary key check (octet_length(key_hash) = 32),
    forgiven_at timestamptz not null, -- when all that was charged is forgiven
    noted_at timestamptz              -- when a refusal was last written down
);

create index rate_limit_age on rate_limit (forgiven_at);

grant select, insert, update, delete on rate_limit to concordat_login;
create policy login on rate_limit to concordat_login using (true) with check (true);
alter table rate_limit enable row level security, force row level security;
