/*
title = "Deposits held, unexplained"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "closing balance of the ledger - opening - all movements; zero when the roll-forward ties"
expression = "deferred_revenue - deferred_opening - deferred_movement"
why = "A roll-forward that does not tie to the ledger is a finding."
source = "finance.md 2.3"
*/
