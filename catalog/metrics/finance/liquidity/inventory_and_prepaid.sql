/*
title = "Inventory and prepaid costs"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "balances on the lines Inventory and Prepaid costs"
why = "Current, and no bill can be paid with it."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'asset'
    AND statement_line IN ('Inventory', 'Prepaid costs')
