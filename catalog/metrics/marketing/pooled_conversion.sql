/*
title = "Charter inquiries that book, pooled"
kind = "query"
unit = "ratio"
better = "up"
dimensions = ["channel"]
models = ["charter"]
min_n = 5
needs = ["inquiry"]
root = "none"
roles = ["ceo", "cmo", "operator"]
formula = "posterior mean of a channel's rate over twelve months, pooled over the venture's channels (Beta rates, prior (a + b)^(-5/2), full grid), with its 90% interval; no rate where the interval is wider than it"
why = "What a channel's few inquiries say once the other channels are heard too."
source = "marketing.md F3, F4; Gelman et al., Bayesian Data Analysis 5.3"
*/
SELECT
    entity,
    channel,
    CASE WHEN shown = 'interval' THEN NULL ELSE mean END AS value,
    CASE WHEN shown = 'interval' THEN 'the interval is wider than the rate' END AS missing,
    low,
    high,
    n,
    file,
    line
FROM pooled_channel
