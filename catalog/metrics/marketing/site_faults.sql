/*
title = "Faults of the sites"
kind = "stock"
unit = "count"
better = "down"
needs = ["page_check"]
roles = ["ceo", "cto", "cmo", "operator"]
formula = "checks that pages failed, each page and check once"
why = "Each keeps visitors or search engines away."
source = "marketing.md section 3"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM site_fault
