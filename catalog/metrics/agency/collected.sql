/*
title = "Collected"
kind = "flow"
unit = "money"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "payments received, by their date"
why = "What was really paid."
source = "finance.md 2.5, Agency"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM payment
