/*
title = "Earned ahead of payment on deliveries under way"
kind = "stock"
unit = "money"
better = "none"
display = "exact"
models = ["delivery"]
needs = ["job", "job_line"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "earned - deposits received, of the deliveries under way, where positive"
why = "A contract asset: miles sailed that nobody has paid for yet."
source = "finance.md 2.3, Delivery; ASC 606-10-45-3"
*/
SELECT
    entity,
    earned - received AS value,
    commodity,
    file,
    line
FROM delivery_progress
WHERE earned > received
