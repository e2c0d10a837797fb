/*
title = "Operating cash flow"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "what cash took in from customers less what it paid for operations, transaction by transaction (direct method)"
why = "Whether the work itself brings in cash."
source = "finance.md 2.1; ASC 230-10-45-25"
*/
SELECT
    entity,
    date,
    value,
    commodity,
    CASE
        WHEN account_type = 'income' OR statement_line IN ('Receivables', 'Contract liabilities') THEN 'Received from customers'
        ELSE statement_line
    END AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE moves_cash
    AND section = 'operating'
