/*
title = "The standard charter on every platform"
roles = ["ceo", "cfo", "cmo", "operator"]
models = ["charter"]
needs = ["platform_fee", "job"]
columns = [
    { id = "platform", title = "Platform" },
    { id = "terms", title = "Terms" },
    { id = "share", title = "Share", unit = "ratio" },
    { id = "fee", title = "Fee", unit = "money", exact = true },
    { id = "payout", title = "Payout", unit = "money", exact = true },
    { id = "confidence", title = "Standing" },
    { id = "checked_on", title = "Checked", unit = "date" },
]
*/
SELECT
    entity,
    platform,
    terms,
    fee_value AS share,
    fee,
    payout,
    confidence,
    checked_on,
    commodity,
    file,
    line
FROM platform_offer
WHERE kind = 'pct_gross'
ORDER BY
    entity,
    fee,
    platform,
    terms
