/*
title = "Gross burn"
kind = "flow"
unit = "money"
better = "down"
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "payments from unrestricted cash for operations and equipment, transaction by transaction; net burn = gross burn - receipts"
why = "What would leave the bank if no customer paid."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity,
    file,
    line
FROM cash_leg
WHERE operating_amount < 0
