/*
title = "Time to send the mailing"
kind = "stock"
unit = "seconds"
better = "down"
needs = ["campaign"]
roles = ["ceo", "cto", "cmo"]
formula = "addresses / messages a second of the planned mailings, rounded up"
why = "Whether it fits between two cups of coffee or needs a queue."
source = "demo-portfolio.md O7"
*/
SELECT
    entity,
    (list_size * 1000000 + CAST(rate_per_second * 1000000 AS BIGINT) - 1) / CAST(rate_per_second * 1000000 AS BIGINT) AS value,
    file,
    line
FROM planned_mailing
WHERE rate_per_second >= 0.000001
