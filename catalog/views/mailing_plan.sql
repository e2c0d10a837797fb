/*
title = "Planned mailings"
roles = ["ceo", "cto", "cmo"]
needs = ["campaign"]
columns = [
    { id = "name", title = "Mailing" },
    { id = "day", title = "Day", unit = "date" },
    { id = "recipients", title = "Recipients", unit = "count" },
    { id = "rate", title = "A second", unit = "count" },
    { id = "expected", title = "Bookings to expect", unit = "count" },
    { id = "needed_low", title = "Needed, low claim", unit = "count" },
    { id = "needed_high", title = "Needed, high claim", unit = "count" },
]
*/
SELECT
    planned_mailing.entity,
    planned_mailing.name,
    planned_mailing.date AS day,
    planned_mailing.list_size AS recipients,
    planned_mailing.rate_per_second AS rate,
    round_half_up(mailing_prospect.bookings_expected, 0) AS expected,
    mailing_prospect.bookings_low AS needed_low,
    mailing_prospect.bookings_high AS needed_high,
    planned_mailing.file,
    planned_mailing.line
FROM planned_mailing
LEFT JOIN mailing_prospect
    ON mailing_prospect.entity = planned_mailing.entity
    AND mailing_prospect.list_size = planned_mailing.list_size
ORDER BY
    planned_mailing.date NULLS LAST,
    planned_mailing.entity,
    planned_mailing.id
