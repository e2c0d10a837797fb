/*
title = "An expense looks like money for the owner"
severity = "low"
reliability = "low"
remedy = "If it was for the owner, book it to the owner's drawings in equity; if it is pay, to payroll."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, owner draws in expense"]
*/
SELECT
    entity,
    CAST(date AS TEXT) || ' ' || coalesce(payee, narration) || ' in ' || account AS subject,
    account AS detail,
    abs(amount) AS value_at_stake,
    commodity,
    date,
    file,
    line
FROM posting
WHERE account_type = 'expense'
    AND date <= as_of()
    AND regexp_like(lower(coalesce(payee, '') || ' ' || coalesce(narration, '')), '(^|[^a-z])(owner|owners|personal|private|draw|drawing|drawings)([^a-z]|$)')
