/*
title = "Eliminations, income statement"
kind = "flow"
unit = "money"
better = "none"
display = "exact"
dimensions = ["statement_line"]
over = "scope"
roles = ["ceo", "cfo", "accounting"]
formula = "minus the income from other ventures that the other side booked as a charge, and that charge: by reference, else by amount within five days, else by pair and month at the lower side's total; dated when both sides have booked"
why = "A sale to a sister is no sale. What only one side booked stays, on a line of its own."
source = "finance.md 2.4; ASC 810-10-45-1"
*/
SELECT
    intercompany_match.portfolio AS entity,
    intercompany_match.date,
    intercompany_match.amount * side.sign AS value,
    intercompany_match.commodity,
    side.statement_line,
    intercompany_match.file,
    intercompany_match.line
FROM intercompany_match
CROSS JOIN (VALUES ('Income from other ventures', -1), ('Charges by other ventures', 1)) AS side (statement_line, sign)
