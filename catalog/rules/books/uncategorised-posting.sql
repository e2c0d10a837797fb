/*
title = "A payment has no category"
severity = "medium"
reliability = "high"
remedy = "Say what it was for, and add a rule for the payee."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, suspense/uncategorised"]
*/
SELECT
    entity,
    CAST(date AS TEXT) || ' ' || coalesce(payee, narration, account) AS subject,
    account AS detail,
    abs(amount) AS value_at_stake,
    commodity,
    date,
    file,
    line
FROM posting
WHERE account_type IN ('income', 'expense', 'unknown')
    AND date <= as_of()
    AND regexp_like(lower(account), 'uncategori|suspense|ask my accountant|imbalance|unknown|misc')
