/*
title = "Cost that is neither variable nor fixed"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "expenses of semi-variable accounts without a share, and of accounts that nobody classified"
why = "The width of every break-even: the report prints both ends."
source = "finance.md 2.2; `behaviour` and `variable_share` of the chart of accounts"
*/
SELECT
    entity,
    date,
    value,
    commodity,
    n_postings,
    file,
    line
FROM cost_leg
WHERE behaviour = 'undecided'
