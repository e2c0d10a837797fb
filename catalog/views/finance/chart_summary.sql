/*
title = "Charts of accounts, and what is categorised in twelve months"
roles = ["ceo", "cfo", "accounting"]
needs = ["account", "posting"]
columns = [
    { id = "accounts", title = "Accounts", unit = "count" },
    { id = "used", title = "Used", unit = "count" },
    { id = "unused", title = "Never used", unit = "count" },
    { id = "unmapped", title = "Without a line", unit = "count" },
    { id = "undecided", title = "Without a behaviour", unit = "count" },
    { id = "spent", title = "Spent", unit = "money", exact = true },
    { id = "categorised", title = "Categorised", unit = "ratio" },
]
*/
-- Of each book: accounts in its chart, those with postings, those without, and what of the spending stands on accounts that say what it was for.
SELECT
    chart_account.entity,
    count(*) AS accounts,
    sum(CASE WHEN chart_account.n_postings > 0 THEN 1 ELSE 0 END) AS used,
    sum(CASE WHEN chart_account.n_postings = 0 THEN 1 ELSE 0 END) AS unused,
    sum(CASE WHEN chart_account.is_mapped THEN 0 ELSE 1 END) AS unmapped,
    sum(CASE WHEN chart_account.lacks_behaviour THEN 1 ELSE 0 END) AS undecided,
    sum(chart_account.spent) AS spent,
    CASE WHEN sum(chart_account.spent) > 0 THEN
        round_half_even(
            CAST(
                CAST(sum(CASE WHEN chart_account.is_suspense THEN 0 ELSE chart_account.spent END) AS DECIMAL(18, 4)) / CAST(sum(chart_account.spent) AS DECIMAL(18, 4))
                AS DECIMAL(28, 12)
            ),
            4
        )
    END AS categorised,
    min(entity.currency) AS commodity,
    min(chart_account.file) AS file,
    min(chart_account.line) AS line
FROM chart_account
INNER JOIN entity
    ON entity.entity = chart_account.entity
GROUP BY chart_account.entity
ORDER BY
    unmapped DESC,
    unused DESC,
    chart_account.entity
