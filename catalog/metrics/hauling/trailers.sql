/*
title = "Trailers"
kind = "stock"
unit = "count"
better = "none"
models = ["hauling"]
needs = ["asset"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "assets of the class trailer"
why = "What can be on the road at once."
source = "table `asset`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM asset
WHERE class = 'trailer'
