/*
title = "Operating cash flow from profit"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "profit before charges between ventures, with what is no cash in it taken out and the changes of receivables, prepaid costs, payables and deposits put in (indirect method)"
why = "Why profit and cash differ. It must agree with the direct method to the cent."
source = "finance.md 2.1; ASC 230-10-45-28"
*/
SELECT
    leg.entity,
    leg.date,
    leg.value * copy.sign AS value,
    leg.commodity,
    CASE
        WHEN copy.sign < 0 THEN 'Gains and losses on sales'
        WHEN leg.counterparty IS NOT NULL THEN 'Paid by or for other ventures'
        WHEN leg.account_type IN ('income', 'expense') THEN 'Profit'
        WHEN leg.section <> 'operating' AND leg.wears_off THEN 'Depreciation'
        WHEN leg.section <> 'operating' THEN 'Other non-cash items'
        ELSE 'Change in ' || lower(leg.statement_line)
    END AS statement_line,
    leg.file,
    leg.line
FROM cash_flow_leg AS leg
-- A gain on a sale is in profit, and comes out of it again: its cash is one of investing.
CROSS JOIN (VALUES (1), (-1)) AS copy (sign)
WHERE (
        copy.sign > 0
        AND (
            NOT leg.moves_cash
            OR leg.counterparty IS NULL AND (leg.account_type IN ('income', 'expense') OR leg.section = 'operating')
        )
    )
    OR (
        copy.sign < 0
        AND leg.moves_cash
        AND leg.counterparty IS NULL
        AND leg.account_type IN ('income', 'expense')
        AND leg.section <> 'operating'
    )
