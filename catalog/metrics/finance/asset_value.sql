/*
title = "Value of assets"
kind = "query"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
needs = ["asset"]
root = "sum"
formula = "sum of the dated values of all assets; an asset without a value leaves the sum unsaid"
why = "What could be sold or borrowed against, if the values are true."
source = "table `asset`"
*/
SELECT
    entity,
    CASE WHEN count(value) = count(*) THEN sum(value) END AS value,
    min(commodity) AS commodity,
    'value of ' || string_agg(CASE WHEN value IS NULL THEN name END, ', ' ORDER BY id) AS lacks
FROM asset
GROUP BY entity
