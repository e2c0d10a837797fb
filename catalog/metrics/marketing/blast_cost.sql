/*
title = "Cost of sending the mailing"
kind = "stock"
unit = "money"
better = "down"
display = "exact"
needs = ["campaign"]
roles = ["ceo", "cfo", "cmo"]
formula = "addresses x price of a thousand / 1000 of the planned mailings, by the mail provider alone"
why = "The sending is never what a mailing costs."
source = "demo-portfolio.md O6"
*/
SELECT
    entity,
    CAST(list_size AS DECIMAL(12, 0)) * CAST(price_per_thousand AS DECIMAL(14, 6)) * 0.001 AS value,
    commodity,
    file,
    line
FROM planned_mailing
WHERE price_per_thousand IS NOT NULL
