/*
title = "Profit bridge: unexplained"
kind = "derived"
unit = "money"
better = "none"
models = ["charter", "hauling", "delivery"]
roles = ["ceo", "cfo", "accounting"]
formula = "change of profit - price - unit cost - volume - fixed cost, to the cent; zero when the steps add up"
expression = "round_half_up(profit_change - bridge_price - bridge_unit_cost - bridge_volume - bridge_fixed, 2)"
why = "A bridge that does not reach the other side is none."
source = "finance.md 2.2, profitability gap"
*/
