/*
title = "A charter was served and is not paid in full"
severity = "low"
remedy = "Ask for the balance; next time before the lines are cast off."
effort_hours = 0.1
roles = ["ceo", "cfo", "accounting"]
models = ["charter"]
needs = ["job"]
references = ["finance.md 2.3"]
*/
SELECT
    entity,
    id AS subject,
    'served on ' || CAST(date AS TEXT) AS detail,
    CASE WHEN status = 'paid_in_full' OR status = 'completed' THEN 'pass' ELSE 'fail' END AS verdict,
    gross - coalesce(deposit, 0) AS value_at_stake,
    commodity,
    date,
    file,
    line
FROM job
WHERE kind = 'charter'
    AND status IN ('deposit_received', 'paid_in_full', 'completed')
    AND date < as_of()
