/*
title = "Variable cost"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "expenses that a tag, else the account, calls variable, and the declared share of semi-variable ones"
why = "What one more job costs."
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
WHERE behaviour = 'variable'
