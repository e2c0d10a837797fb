/*
title = "Time to send the mailing"
kind = "flow"
unit = "seconds"
better = "down"
future = true
needs = ["campaign"]
roles = ["ceo", "cto", "cmo"]
formula = "addresses / messages a second, rounded up"
why = "Whether it fits between two cups of coffee or needs a queue."
source = "demo-portfolio.md O7"
*/
SELECT
    entity,
    date,
    (list_size * 1000000 + CAST(rate_per_second * 1000000 AS BIGINT) - 1) / CAST(rate_per_second * 1000000 AS BIGINT) AS value,
    file,
    line
FROM campaign
WHERE rate_per_second >= 0.000001
