/*
title = "A unit stands empty"
severity = "medium"
remedy = "Pictures, listing, price: in that order, this week."
effort_hours = 3
roles = ["ceo", "cfo", "operator"]
models = ["rental"]
needs = ["lease"]
references = ["finance.md 2.5, Rental"]
*/
SELECT
    entity,
    'unit ' || unit AS subject,
    'empty since ' || CAST(start AS TEXT) AS detail,
    rent AS value_at_stake,
    commodity,
    file,
    line
FROM lease
WHERE status = 'vacant'
    AND start <= as_of()
    AND "end" >= as_of()
