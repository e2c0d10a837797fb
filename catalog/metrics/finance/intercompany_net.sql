/*
title = "Between ventures, net"
kind = "stock"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
formula = "balances due from other ventures - balances due to them; over all ventures it is zero when both sides booked alike"
why = "What is left over all ventures is a difference that somebody has to explain, never to plug."
source = "finance.md 2.4; ASC 810-10-45-1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type IN ('asset', 'liability')
    AND counterparty IS NOT NULL
