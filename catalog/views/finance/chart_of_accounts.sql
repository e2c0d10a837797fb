/*
title = "Accounts that need a word"
roles = ["ceo", "cfo", "accounting"]
needs = ["account", "posting"]
columns = [
    { id = "account", title = "Account" },
    { id = "account_type", title = "Type" },
    { id = "state", title = "State" },
    { id = "postings", title = "Postings", unit = "count" },
    { id = "last_date", title = "Last used", unit = "date" },
]
*/
-- Accounts that are used and stand on no line of the statement, or whose cost has no behaviour; then those that are declared and never used, or not for a year.
SELECT
    entity,
    account,
    account_type,
    CASE
        WHEN n_postings > 0 AND NOT is_mapped THEN 'used, on no line of the statement'
        WHEN n_postings > 0 AND lacks_behaviour THEN 'used, neither fixed nor variable'
        WHEN n_postings = 0 THEN 'declared, never used'
        ELSE 'not used for a year'
    END AS state,
    n_postings AS postings,
    last_date,
    file,
    line
FROM chart_account
WHERE n_postings = 0
    OR NOT is_mapped
    OR lacks_behaviour
    OR last_date < as_of() - 365 AND account_type IN ('income', 'expense')
ORDER BY
    CASE WHEN n_postings > 0 AND NOT is_mapped THEN 0 WHEN n_postings > 0 AND lacks_behaviour THEN 1 WHEN n_postings = 0 THEN 2 ELSE 3 END,
    entity,
    account
