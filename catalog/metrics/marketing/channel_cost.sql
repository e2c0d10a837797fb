/*
title = "Cost of channels"
kind = "derived"
unit = "money"
better = "down"
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo"]
formula = "spend + hours x parameter marketing_hour_value"
expression = "channel_spend + channel_hours * param.marketing_hour_value"
why = "An hour of ours is not free."
source = "marketing.md F14"
*/
