/*
title = "Visits"
kind = "flow"
unit = "count"
better = "up"
dimensions = ["channel"]
roles = ["ceo", "cmo"]
formula = "visits that the channels report, by the first day of their period"
why = "How many people saw an offer at all."
source = "table `channel_period`"
*/
SELECT
    entity,
    start AS date,
    visits AS value,
    channel,
    file,
    line
FROM channel_period
