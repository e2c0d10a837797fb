/*
title = "Hours worked"
kind = "flow"
unit = "hours"
better = "none"
dimensions = ["client"]
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "hours of the time sheets, by client"
why = "The only thing an agency sells."
source = "finance.md 2.5, Agency"
*/
SELECT
    entity,
    date,
    hours AS value,
    coalesce(client, 'no client') AS client,
    file,
    line
FROM time_entry
