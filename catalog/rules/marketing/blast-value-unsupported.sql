/*
title = "A mailing is said to be worth more than its list can bring"
severity = "medium"
remedy = "Plan with the expected bookings, and count the bookings that the mailing brings."
effort_hours = 0.5
roles = ["ceo", "cmo"]
needs = ["claim_statement"]
parameters = ["bounce_share", "blast_prior_bookings", "blast_prior_others"]
references = ["marketing.md F11, F12"]
*/
SELECT
    claim_statement.entity,
    claim_statement.id AS subject,
    CASE
        WHEN mailing_prospect.entity IS NULL THEN 'no mailing is planned'
        WHEN mailing_prospect.booking_value IS NULL THEN 'no parameter blast_booking_value'
        ELSE 'needs ' || CAST(mailing_prospect.bookings_low AS TEXT) || ' to ' || CAST(mailing_prospect.bookings_high AS TEXT)
            || ' bookings; the list lets expect ' || CAST(CAST(round_half_up(mailing_prospect.bookings_expected, 0) AS BIGINT) AS TEXT)
    END AS detail,
    CASE
        WHEN claim_statement.stated IS NULL OR mailing_prospect.bookings_low IS NULL THEN 'unknown'
        WHEN mailing_prospect.bookings_expected >= mailing_prospect.bookings_low THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    claim_statement.file,
    claim_statement.line
FROM claim_statement
LEFT JOIN mailing_prospect
    ON mailing_prospect.entity = claim_statement.entity
WHERE claim_statement.rule = 'blast-value-unsupported'
