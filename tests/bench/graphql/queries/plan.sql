select row_to_json(answer)::text from (select (select row_to_json(one) from (
    select
        p.id,
        o.version,
        o.title,
        o.goal,
        o.why_bought as "whyBought",
        o.problem,
        o.roi,
        o.expected_time_to_value as "expectedTimeToValue",
        o.review_on as "reviewOn",
        o.escalate_after_days as "escalateAfterDays",
        (select row_to_json(one) from (
            select id, name, time_zone as "timeZone", renews_on as "renewsOn", key_account as "keyAccount"
            from account where vendor_id = p.vendor_id and id = p.account_id
        ) one) as account,
        array_to_json(array(select row_to_json(one) from (
            select
                id,
                version,
                objective,
                benefit,
                upper(type) as type,
                metric,
                unit,
                upper(comparator) as comparator,
                baseline,
                baseline_on as "baselineOn",
                target,
                stated_change as "statedChange",
                deadline,
                measured_in as "measuredIn",
                key,
                upper(status) as status,
                (select row_to_json(one) from (
                    select id, name, title from contact
                    where vendor_id = outcome.vendor_id and id = outcome.customer_owner
                ) one) as "customerOwner",
                (select row_to_json(one) from (
                    select id, name, title from contact
                    where vendor_id = outcome.vendor_id and id = outcome.vendor_owner
                ) one) as "vendorOwner",
                array_to_json(array(select row_to_json(one) from (
                    select id, version, title, upper(comparator) as comparator, initial, threshold, unit
                    from workflow where vendor_id = p.vendor_id and plan_id = p.id and outcome = outcome.id
                    order by position nulls last, id
                ) one)) as workflows,
                array_to_json(array(select row_to_json(one) from (
                    select
                        id,
                        version,
                        title,
                        upper(mark) as mark,
                        due,
                        target_value as "targetValue",
                        upper(comparator) as comparator,
                        upper(status) as status,
                        upper(responsibility) as responsibility,
                        done_on as "doneOn",
                        first_value as "firstValue",
                        (select row_to_json(one) from (
                            select id, name, title from contact
                            where vendor_id = milestone.vendor_id and id = milestone.customer_owner
                        ) one) as "customerOwner",
                        (select row_to_json(one) from (
                            select id, name, title from contact
                            where vendor_id = milestone.vendor_id and id = milestone.vendor_owner
                        ) one) as "vendorOwner",
                        array_to_json(array(select row_to_json(one) from (
                            select id, version, action, due, done,
                                (select row_to_json(one) from (
                                    select id, name from contact where vendor_id = task.vendor_id and id = task.owner
                                ) one) as owner
                            from task where vendor_id = p.vendor_id and plan_id = p.id and milestone = milestone.id
                            order by position nulls last, id
                        ) one)) as tasks
                    from milestone where vendor_id = p.vendor_id and plan_id = p.id and outcome = outcome.id
                    order by position nulls last, id
                ) one)) as milestones
            from outcome where vendor_id = p.vendor_id and plan_id = p.id
            order by position nulls last, id
        ) one)) as outcomes,
        array_to_json(array(select row_to_json(one) from (
            select id, version, what, due, upper(status) as status,
                (select row_to_json(one) from (
                    select id, name from contact where vendor_id = dependency.vendor_id and id = dependency.owed_by
                ) one) as "owedBy",
                (select row_to_json(one) from (
                    select id, name from contact where vendor_id = dependency.vendor_id and id = dependency.owed_to
                ) one) as "owedTo"
            from dependency where vendor_id = p.vendor_id and plan_id = p.id
            order by position nulls last, id
        ) one)) as dependencies,
        array_to_json(array(select row_to_json(one) from (
            select id, version, title, upper(kind) as kind, upper(likelihood) as likelihood, upper(impact) as impact,
                mitigation, upper(state) as state,
                (select row_to_json(one) from (
                    select id, name from contact where vendor_id = risk.vendor_id and id = risk.owner
                ) one) as owner
            from risk where vendor_id = p.vendor_id and plan_id = p.id
            order by position nulls last, id
        ) one)) as risks,
        array_to_json(array(select row_to_json(one) from (
            select id, version, title, trim_scale(value)::text as value, currency, calculation, won_on as on
            from win where vendor_id = p.vendor_id and plan_id = p.id
            order by id
        ) one)) as wins
    from plan p join plan_overview o on o.vendor_id = p.vendor_id and o.plan_id = p.id
    where p.id = $1
) one) as plan) answer
