/*
title = "Earned on deliveries under way"
kind = "stock"
unit = "money"
better = "up"
display = "exact"
models = ["delivery"]
needs = ["job", "job_line"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "price x miles sailed / miles of the route, of each delivery under way"
why = "A half-sailed trip is half earned, whatever was invoiced."
source = "finance.md 2.3, Delivery; ASC 606 over time by output"
*/
SELECT
    entity,
    earned AS value,
    commodity,
    file,
    line
FROM delivery_leg
