/*
title = "Events held"
kind = "flow"
unit = "count"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "events whose day has come, cancelled ones left out"
why = "The evenings that sell seats."
source = "table `job`, kind event"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM job
WHERE kind = 'event'
    AND status IN ('completed', 'paid_in_full', 'deposit_received')
