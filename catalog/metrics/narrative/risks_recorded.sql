/*
title = "Risks recorded"
kind = "stock"
unit = "count"
better = "none"
needs = ["handoff_item"]
roles = ["ceo", "operator"]
formula = "risks of the handoffs"
why = "A venture without a written risk has not looked."
source = "handoffs"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM handoff_item
WHERE kind = 'risk'
