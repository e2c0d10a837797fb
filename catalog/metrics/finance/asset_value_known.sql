/*
title = "Value of the assets that have one"
kind = "stock"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
needs = ["asset"]
formula = "sum of the values of assets, those without a value left out"
why = "A floor under the value of all assets."
source = "table `asset`"
*/
SELECT
    entity,
    value,
    commodity,
    file,
    line
FROM asset
WHERE value IS NOT NULL
