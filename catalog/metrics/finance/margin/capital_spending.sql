/*
title = "Equipment bought"
kind = "flow"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "what was added to the lines Fixed assets and Investments, day by day, sales and depreciation left out"
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
WHERE account_type = 'asset'
    AND statement_line IN ('Fixed assets', 'Investments')
    AND weight > 0
