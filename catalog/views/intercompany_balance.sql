/*
title = "Between ventures"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
over = "scope"
columns = [
    { id = "first_id", title = "One side" },
    { id = "first_balance", title = "Books", unit = "money", exact = true },
    { id = "second_id", title = "Other side" },
    { id = "second_balance", title = "Books", unit = "money", exact = true },
    { id = "unmatched", title = "Unmatched", unit = "money", exact = true },
]
*/
SELECT
    portfolio AS entity,
    first_id,
    first_balance,
    second_id,
    second_balance,
    unmatched,
    commodity,
    'portfolio/intercompany_net/' || month_key(as_of()) AS file
FROM intercompany_pair
WHERE first_balance <> 0
    OR second_balance <> 0
ORDER BY
    portfolio,
    abs(unmatched) DESC,
    first_id,
    second_id
