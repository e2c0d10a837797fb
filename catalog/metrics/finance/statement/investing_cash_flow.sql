/*
title = "Investing cash flow"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
needs_cash_account = true
roles = ["ceo", "cfo", "accounting"]
formula = "cash from sold and for bought equipment and investments"
why = "Cash that buys the years to come."
source = "finance.md 2.1; ASC 230-10-45-11"
*/
SELECT
    entity,
    date,
    value,
    commodity,
    statement_line AS statement_line,
    file,
    line
FROM cash_flow_leg
WHERE moves_cash
    AND section = 'investing'
