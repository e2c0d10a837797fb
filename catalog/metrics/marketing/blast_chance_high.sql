/*
title = "Chance that the mailing brings the high claim"
kind = "query"
unit = "ratio"
better = "up"
needs = ["campaign", "claim_statement"]
parameters = ["bounce_share", "blast_prior_bookings", "blast_prior_others", "blast_booking_value"]
root = "none"
roles = ["ceo", "cmo"]
formula = "P(bookings >= what the high claim needs), beta-binomial over the delivered addresses with the prior of the parameters"
why = "How often such a list would bring it."
source = "marketing.md F12"
*/
SELECT
    entity,
    beta_binomial_tail(bookings_high, CAST(round_half_up(delivered, 0) AS BIGINT), CAST(prior_bookings AS DOUBLE), CAST(prior_others AS DOUBLE)) AS value
FROM mailing_prospect
WHERE bookings_high IS NOT NULL
