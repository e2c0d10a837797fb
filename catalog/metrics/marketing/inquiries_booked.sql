/*
title = "Charter inquiries that booked"
kind = "flow"
unit = "count"
better = "up"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cmo", "operator"]
formula = "inquiries whose outcome is booked, by the day of the inquiry and the channel that they arrived by"
why = "What the inquiries turned into."
source = "marketing.md F3"
*/
SELECT
    entity,
    at AS date,
    1 AS value,
    coalesce(arrived_via, 'unknown') AS channel,
    file,
    line
FROM inquiry
WHERE outcome = 'booked'
