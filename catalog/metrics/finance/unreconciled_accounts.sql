/*
title = "Cash accounts not reconciled"
kind = "stock"
unit = "count"
better = "down"
roles = ["ceo", "cfo", "accounting"]
needs = ["account"]
parameters = ["reconcile_days"]
formula = "cash accounts without a passed balance assertion in the last parameter reconcile_days days"
why = "A balance that nobody compared with the bank is an opinion."
source = "finance.md 3, unreconciled"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM cash_account
WHERE NOT is_reconciled
