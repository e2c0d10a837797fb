/*
title = "Events, net"
kind = "flow"
unit = "money"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "takings of the events held - every cost booked on them"
why = "Whether an evening pays for itself."
source = "table `job`, kind event"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM event_amount
