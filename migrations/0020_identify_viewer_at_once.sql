-- Who somebody is, in one round trip: every request asks. The function tells the transaction who looks, as `tell_sight`
-- does, and reads what that person sees of themselves: a row for each membership, or one without any. It runs as its
-- caller and lets nobody see more.
create function identify_viewer(wanted uuid)
    returns table (
        id uuid, email text, name text, kind text, organisation_id uuid, organisation_name text, side text, role text
    )
    language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('concordat.person', wanted::text, true);
    return query
        select p.id, p.email, p.name, p.kind, o.id, o.name, o.side, case when o.id is not null then m.role end
        from concordat.person p
        left join concordat.membership m on m.person_id = p.id
        left join concordat.organisation o on o.id = m.organisation_id
        where p.id = wanted
        order by o.id;
end $$;
