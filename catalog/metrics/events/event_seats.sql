/*
title = "Seats sold"
kind = "flow"
unit = "count"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "seats of the events held"
why = "A full room costs as much as an empty one."
source = "table `job`, kind event"
*/
SELECT
    entity,
    date,
    units AS value,
    file,
    line
FROM job
WHERE kind = 'event'
    AND status IN ('completed', 'paid_in_full', 'deposit_received')
