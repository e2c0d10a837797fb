/*
title = "Hours on channels"
kind = "flow"
unit = "hours"
better = "down"
dimensions = ["channel"]
roles = ["ceo", "cmo"]
formula = "hours spent on each channel, by the first day of its period"
why = "Hours are spent even where money is not."
source = "marketing.md F14"
*/
SELECT
    entity,
    start AS date,
    hours AS value,
    channel,
    file,
    line
FROM channel_period
