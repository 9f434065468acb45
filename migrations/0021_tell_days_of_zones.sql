-- The day of a moment in a time zone, as plans/rules/day.py tells it: UTC's where the zone is not known here.
create function day_in_zone(moment timestamptz, zone text) returns date
    language plpgsql stable parallel safe as $$
begin
    return (moment at time zone zone)::date;
exception when invalid_parameter_value then
    return (moment at time zone 'UTC')::date;
end $$;
