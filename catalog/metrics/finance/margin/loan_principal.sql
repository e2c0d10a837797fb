/*
title = "Loan principal paid"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "what was taken off the loans, day by day, new loans left out"
why = "Cash that profit does not show."
source = "finance.md 2.2, cash break-even"
*/
SELECT
    entity,
    date,
    weight AS value,
    weight_commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type = 'liability'
    AND statement_line = 'Loans'
    AND weight > 0
