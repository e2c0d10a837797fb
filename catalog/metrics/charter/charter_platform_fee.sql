/*
title = "Platform fees"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "platform fees as booked on the charters served"
why = "The price of being found elsewhere."
source = "marketing.md F5"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity,
    channel,
    file,
    line
FROM charter_amount
WHERE part = 'platform_fee'
