/*
title = "Owner's draws"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "cash that moved to the owner: debits on accounts whose statement line is Owner's equity, in transactions that move free cash"
why = "What the business has to earn before the owner lives on it."
source = "finance.md 2.2"
*/
SELECT
    cash_leg.entity,
    cash_leg.date,
    cash_leg.amount AS value,
    cash_leg.commodity,
    cash_leg.file,
    cash_leg.line
FROM cash_leg
INNER JOIN account
    ON account.entity = cash_leg.entity
    AND account.account = cash_leg.account
WHERE account.statement_line = 'Owner''s equity'
    AND cash_leg.amount > 0
