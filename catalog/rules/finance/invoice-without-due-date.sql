/*
title = "An invoice says nothing of when it is due"
severity = "low"
reliability = "certain"
remedy = "Enter its due date, or the days to pay that were agreed on."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["invoice"]
references = ["finance.md 2.1, ageing: missing terms are flagged"]
*/
-- It is aged from its own date, which makes it look older than it may be.
SELECT
    entity,
    invoice || ' ' || customer AS subject,
    'aged from ' || CAST(due_date AS TEXT) || ', its own date' AS detail,
    open_amount AS value_at_stake,
    commodity,
    due_date AS date,
    file,
    line
FROM open_invoice
WHERE is_due_assumed
