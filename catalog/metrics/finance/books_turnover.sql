/*
title = "Money booked"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "income and expenses of the books, each posting by its size, ventures included"
why = "What money in doubt is a share of."
source = "finance.md 3, score"
*/
SELECT
    entity,
    date,
    abs(coalesce(weight, amount)) AS value,
    coalesce(weight_commodity, commodity) AS commodity,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type IN ('income', 'expense')
