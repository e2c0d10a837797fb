/*
title = "A cash account has not been compared with the bank"
severity = "medium"
reliability = "high"
remedy = "Enter the balance of the last statement as an assertion."
effort_hours = 0.3
roles = ["cfo", "accounting"]
needs = ["account", "posting"]
parameters = ["reconcile_days"]
references = ["finance.md 3, unreconciled"]
*/
SELECT
    entity,
    account AS subject,
    CASE
        WHEN asserted_on IS NULL THEN 'never'
        ELSE 'last on ' || CAST(asserted_on AS TEXT)
    END AS detail,
    CASE WHEN is_reconciled THEN 'pass' ELSE 'fail' END AS verdict,
    file,
    line
FROM cash_account
