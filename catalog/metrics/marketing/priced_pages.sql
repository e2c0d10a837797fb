/*
title = "Pages with a price"
kind = "stock"
unit = "count"
better = "up"
needs = ["page_price"]
roles = ["ceo", "cmo", "operator"]
formula = "pages that print a price of any kind"
why = "The whole that the placeholders are part of."
source = "table `page_price`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM page_price
