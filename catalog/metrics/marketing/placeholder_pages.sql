/*
title = "Pages with a placeholder price"
kind = "stock"
unit = "count"
better = "down"
needs = ["page_price"]
roles = ["ceo", "cmo", "operator"]
formula = "pages whose price is marked as a placeholder"
why = "Whoever reads that page sees a price that nobody chose."
source = "table `page_price`"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM page_price
WHERE status = 'placeholder'
