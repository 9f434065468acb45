-- What stands beside a plan's documents wakes whoever follows the plan, at every process: the database itself tells,
-- so that no way of changing a row forgets to. Ids only: whoever wakes reads, as far as they may.
-- A table joins in with one trigger, as below, and one line in plans/rules/beside.py. The arguments name the list, the
-- column of the plan or account that a row belongs to, and the column of its id; where that is not `id`, a row is a part
-- of the one that it names, which changes with it.

create function tell_change_beside() returns trigger language plpgsql as $$
declare
    changed jsonb := to_jsonb(coalesce(new, old));
    is_part boolean := tg_argv[2] <> 'id';
begin
    perform pg_notify('concordat_beside', concat_ws(' ',
        tg_argv[0],
        case when is_part then 'update' else lower(tg_op) end,
        changed ->> tg_argv[1],
        changed ->> tg_argv[2],
        case when is_part then 0 else coalesce((changed ->> 'version')::bigint, 0) end));
    return null;
end $$;

create trigger account_tells after insert or update or delete on account
    for each row execute function tell_change_beside('account', 'id', 'id');
create trigger contact_tells after insert or update or delete on contact
    for each row execute function tell_change_beside('contacts', 'account_id', 'id');
create trigger account_contract_tells after insert or update or delete on account_contract
    for each row execute function tell_change_beside('contract', 'account_id', 'account_id');
create trigger measurement_tells after insert or update or delete on measurement
    for each row execute function tell_change_beside('measurements', 'plan_id', 'id');
create trigger review_tells after insert or update or delete on review
    for each row execute function tell_change_beside('reviews', 'plan_id', 'id');
create trigger review_answer_tells after insert or update or delete on review_answer
    for each row execute function tell_change_beside('reviews', 'plan_id', 'review_id');
