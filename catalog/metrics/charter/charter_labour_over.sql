/*
title = "Labour over the rate card"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "crew and captain as booked - what the rate card gives, on lines that have a rate card"
why = "Either the crew is paid too much or the rate card is wrong."
source = "demo-portfolio.md, claims"
*/
SELECT
    entity,
    date,
    -amount - rate_card AS value,
    commodity,
    file,
    line
FROM charter_amount
WHERE part IN ('crew', 'captain')
    AND rate_card IS NOT NULL
