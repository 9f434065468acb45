select row_to_json(answer)::text from (select (select row_to_json(viewer) from (
    select (select row_to_json(page) from (
        select array_to_json(array(select row_to_json(one) from (
            select
                p.id,
                o.title,
                (select row_to_json(one) from (select a.name) one) as account,
                array_to_json(array(select row_to_json(one) from (
                    select id, metric, baseline, target, deadline
                    from outcome where vendor_id = p.vendor_id and plan_id = p.id
                    order by position nulls last, id
                ) one)) as outcomes
            from plan p
            join account a on a.vendor_id = p.vendor_id and a.id = p.account_id
            join plan_overview o on o.vendor_id = p.vendor_id and o.plan_id = p.id
            order by a.name, p.id limit 100
        ) one)) as nodes
    ) page) as plans
) viewer) as viewer) answer
