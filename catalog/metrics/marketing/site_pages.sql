/*
title = "Pages of the sites"
kind = "stock"
unit = "count"
better = "none"
needs = ["page"]
roles = ["ceo", "cto", "cmo", "operator"]
formula = "pages that were read"
why = "The share of a site that was looked at."
source = "marketing.md section 3"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM page
