/*
title = "Bookings that the low claim needs"
kind = "query"
unit = "count"
better = "down"
needs = ["campaign", "claim_statement"]
parameters = ["blast_booking_value"]
root = "sum"
roles = ["ceo", "cmo"]
formula = "lower number of the claim that is bound to the rule blast-value-unsupported / parameter blast_booking_value, rounded up"
why = "A value turns into a number of people who must say yes."
source = "marketing.md F12"
*/
SELECT
    entity,
    bookings_low AS value,
    CASE WHEN bookings_low IS NULL THEN 'parameter blast_booking_value' END AS lacks
FROM mailing_prospect
WHERE value_low IS NOT NULL
