/*
title = "An account has no type, or no word on whether its cost is fixed"
severity = "medium"
reliability = "certain"
remedy = "Give the account a type and a behaviour in the chart of accounts."
effort_hours = 0.1
roles = ["cfo", "accounting"]
needs = ["account"]
references = ["finance.md 2.2"]
*/
SELECT
    entity,
    account AS subject,
    CASE
        WHEN account_type = 'unknown' THEN 'no type'
        ELSE 'neither variable, fixed nor semi'
    END AS detail,
    file,
    line
FROM account
WHERE account_type = 'unknown'
    OR (account_type = 'expense' AND behaviour IS NULL AND counterparty IS NULL)
