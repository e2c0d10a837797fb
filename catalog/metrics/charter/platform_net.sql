/*
title = "Charters sold through platforms, net"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "their price - the platforms' fees: their revenue as an agent"
expression = "platform_gross - charter_platform_fee"
why = "What an agent would show as revenue. The profit is the same."
source = "finance.md 2.3, OTA; ASC 606-10-55-38"
*/
