/*
title = "Bookings to expect of the mailing"
kind = "query"
unit = "count"
better = "up"
needs = ["campaign"]
parameters = ["bounce_share", "blast_prior_bookings", "blast_prior_others"]
root = "sum"
roles = ["ceo", "cmo"]
formula = "delivered addresses x blast_prior_bookings / (blast_prior_bookings + blast_prior_others), of the largest mailing that is planned"
why = "The mean of what mailings of this kind bring; half of them bring less."
source = "marketing.md F12"
*/
SELECT
    entity,
    bookings_expected AS value
FROM mailing_prospect
