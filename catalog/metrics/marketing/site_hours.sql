/*
title = "Hours to mend the sites"
kind = "stock"
unit = "hours"
better = "down"
needs = ["page_check"]
roles = ["ceo", "cto", "cmo", "operator"]
formula = "hours of the catalogue for every page and check that failed"
why = "What mending everything costs; most of it is minutes a page."
source = "marketing.md section 3"
*/
SELECT
    entity,
    hours AS value,
    file,
    line
FROM site_fault
