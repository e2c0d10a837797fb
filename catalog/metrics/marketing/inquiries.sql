/*
title = "Charter inquiries"
kind = "flow"
unit = "count"
better = "up"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cmo", "operator"]
formula = "inquiries by the channel that they arrived by"
why = "The denominator of every rate of conversion."
source = "marketing.md 2, inquiries"
*/
SELECT
    entity,
    at AS date,
    1 AS value,
    coalesce(arrived_via, 'unknown') AS channel,
    file,
    line
FROM inquiry
