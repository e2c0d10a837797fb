/*
title = "Accounts without a line of the statement"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
columns = [
    { id = "account", title = "Account" },
    { id = "account_type", title = "Type" },
    { id = "statement_line", title = "Counted as" },
    { id = "n_postings", title = "Postings" },
    { id = "amount", title = "Balance", unit = "money", exact = true },
]
*/
SELECT
    entity,
    account,
    account_type,
    statement_line,
    sum(n_postings) AS n_postings,
    sum(amount) AS amount,
    commodity,
    min(file) AS file,
    min(line) AS line
FROM statement_posting
WHERE NOT is_mapped
    AND date <= as_of()
GROUP BY
    entity,
    account,
    account_type,
    statement_line,
    commodity
ORDER BY
    entity,
    account,
    commodity
