/*
title = "Spend on channels"
kind = "flow"
unit = "money"
better = "down"
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo"]
formula = "money spent on each channel, by the first day of its period"
why = "What was paid to be seen."
source = "marketing.md F14"
*/
SELECT
    entity,
    start AS date,
    spend AS value,
    commodity,
    channel,
    file,
    line
FROM channel_period
