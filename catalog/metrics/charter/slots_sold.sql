/*
title = "Slots sold"
kind = "flow"
unit = "count"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "charters served and events held, each one slot"
why = "What was taken of the days and evenings that could be sold."
source = "finance.md 2.5, Charter"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM job
WHERE kind IN ('charter', 'event')
    AND status IN ('deposit_received', 'paid_in_full', 'completed')
