/*
title = "Movement of deposits held"
kind = "flow"
unit = "money"
better = "none"
display = "exact"
dimensions = ["movement"]
roles = ["ceo", "cfo", "accounting"]
formula = "what contract liabilities gained or lost, by what stands against it in the same transaction: cash in (received), income (recognised), cash out (returned), else moved otherwise"
why = "Opening, received, recognised, returned, closing: the proof that a deposit turned into revenue once."
source = "finance.md 2.3, deferred roll-forward; ASC 606-10-50-8"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    movement,
    file,
    line
FROM deferred_leg
