/*
title = "Variable cost"
kind = "flow"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "expenses that grow with what is sold: by the tag of the posting, else by the behaviour of its account; of semi-variable accounts the share that is declared"
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
