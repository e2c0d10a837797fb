/*
title = "Assets without a value"
kind = "stock"
unit = "count"
better = "down"
roles = ["ceo", "cfo", "accounting"]
needs = ["asset"]
formula = "assets that nobody has put a dated value on"
why = "They cannot be insured, sold or pledged with open eyes."
source = "table `asset`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM asset
WHERE value IS NULL
