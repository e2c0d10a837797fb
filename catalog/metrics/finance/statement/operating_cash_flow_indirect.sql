/*
title = "Operating cash flow from profit"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
roles = ["ceo", "cfo", "accounting"]
formula = "profit before charges between ventures, with what is no cash in it taken out and the changes of receivables, prepaid costs, payables and deposits put in (indirect method)"
why = "Why profit and cash differ. It must agree with the direct method to the cent."
source = "finance.md 2.1; ASC 230-10-45-28"
*/
SELECT
    entity,
    date,
    value,
    commodity,
    CASE
        WHEN account_type IN ('income', 'expense') THEN 'Profit'
        WHEN section <> 'operating' AND wears_off THEN 'Depreciation'
        WHEN section <> 'operating' THEN 'Other non-cash items'
        ELSE 'Change in ' || lower(statement_line)
    END AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE counterparty IS NULL
    AND (account_type IN ('income', 'expense') OR section = 'operating' OR NOT moves_cash)
UNION ALL
SELECT
    entity,
    date,
    -value AS value,
    commodity,
    'Gains and losses on sales' AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE counterparty IS NULL
    AND account_type IN ('income', 'expense')
    AND section <> 'operating'
    AND moves_cash
UNION ALL
SELECT
    entity,
    date,
    value,
    commodity,
    'Paid by or for other ventures' AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE counterparty IS NOT NULL
    AND NOT moves_cash
