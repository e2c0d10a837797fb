/*
title = "Platform's fee on the standard charter"
kind = "query"
unit = "money"
better = "down"
display = "exact"
dimensions = ["platform", "terms"]
models = ["charter"]
needs = ["platform_fee", "job"]
root = "none"
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "share of the price that the platform takes x price of the standard charter, one for each of the platform's published terms"
why = "The same charter, sold elsewhere: what the platform keeps."
source = "demo-portfolio.md O11"
*/
SELECT
    entity,
    platform,
    terms,
    fee AS value,
    commodity,
    file,
    line
FROM platform_offer
WHERE kind = 'pct_gross'
