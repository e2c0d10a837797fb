/*
title = "Accounts without a type or a behaviour"
kind = "stock"
unit = "count"
better = "down"
roles = ["cfo", "accounting"]
needs = ["account"]
formula = "accounts of unknown type, and expense accounts that are not declared variable, fixed or semi; charges between ventures left out"
why = "Break-even cannot be told better than its accounts are classified."
source = "finance.md 2.2"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM account
WHERE account_type = 'unknown'
    OR (account_type = 'expense' AND behaviour IS NULL AND counterparty IS NULL)
