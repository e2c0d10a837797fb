/*
title = "Financing cash flow"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "cash from and to owners, lenders, tenants' deposits and other ventures, and what rates did to cash as booked"
why = "Cash that somebody can ask back, or has asked back."
source = "finance.md 2.1; ASC 230-10-45-14"
*/
SELECT
    entity,
    date,
    value,
    commodity,
    CASE
        WHEN counterparty IS NOT NULL THEN 'Other ventures'
        WHEN account_type = 'equity' THEN 'Owners'
        ELSE statement_line
    END AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE moves_cash
    AND section = 'financing'
