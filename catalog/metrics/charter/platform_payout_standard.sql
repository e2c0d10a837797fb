/*
title = "Platform's payout on the standard charter"
kind = "query"
unit = "money"
better = "up"
display = "exact"
dimensions = ["platform", "terms"]
models = ["charter"]
needs = ["platform_fee", "job"]
root = "none"
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "price of the standard charter - the platform's fee, rounded half-up to the cent, one for each of the platform's published terms"
why = "The same charter, sold elsewhere: what comes in before crew and port."
source = "demo-portfolio.md O11"
*/
SELECT
    entity,
    platform,
    terms,
    payout AS value,
    commodity,
    file,
    line
FROM platform_offer
WHERE kind = 'pct_gross'
