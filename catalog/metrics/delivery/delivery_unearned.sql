/*
title = "Paid ahead on deliveries under way"
kind = "stock"
unit = "money"
better = "none"
display = "exact"
models = ["delivery"]
needs = ["job", "job_line"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "deposits received - earned, of the deliveries under way, where positive"
why = "Owed in miles."
source = "finance.md 2.3, Delivery; ASC 606-10-45-2"
*/
SELECT
    entity,
    received - earned AS value,
    commodity,
    file,
    line
FROM delivery_progress
WHERE received > earned
