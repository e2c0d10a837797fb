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
-- With the place of each account's first posting.
WITH first_posting AS (
    SELECT
        entity,
        account,
        file,
        line,
        row_number() OVER (PARTITION BY entity, account ORDER BY date, file, line) AS place
    FROM posting
),
unmapped AS (
    SELECT
        entity,
        account,
        account_type,
        statement_line,
        commodity,
        sum(n_postings) AS n_postings,
        sum(amount) AS amount
    FROM statement_posting
    WHERE NOT is_mapped
        AND date <= as_of()
    GROUP BY
        entity,
        account,
        account_type,
        statement_line,
        commodity
)
SELECT
    unmapped.entity,
    unmapped.account,
    unmapped.account_type,
    unmapped.statement_line,
    unmapped.n_postings,
    unmapped.amount,
    unmapped.commodity,
    first_posting.file,
    first_posting.line
FROM unmapped
INNER JOIN first_posting
    ON first_posting.entity = unmapped.entity
    AND first_posting.account = unmapped.account
    AND first_posting.place = 1
ORDER BY
    unmapped.entity,
    unmapped.account,
    unmapped.commodity
