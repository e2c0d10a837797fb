/*
title = "Share of the contracts that is billed"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "invoiced on priced contracts / owed by contract"
numerator = "invoiced_on_contract"
denominator = "contract_value"
why = "Below one, work is given away without anybody deciding so."
source = "finance.md 2.5, Agency"
*/
