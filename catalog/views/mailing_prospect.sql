-- The largest mailing that is planned, by entity: its list, what of it is delivered, the prior of its bookings, and what is claimed of it.
WITH largest_mailing AS (
    SELECT
        entity,
        max(list_size) AS list_size
    FROM planned_mailing
    GROUP BY entity
),
claimed_value AS (
    SELECT
        entity,
        min(stated) AS value_low,
        max(coalesce(stated_high, stated)) AS value_high
    FROM claim_statement
    WHERE rule = 'blast-value-unsupported'
    GROUP BY entity
)
SELECT
    largest_mailing.entity,
    largest_mailing.list_size,
    CAST(CAST(largest_mailing.list_size AS DECIMAL(12, 0)) * (1 - CAST(bounce.value AS DECIMAL(8, 6))) AS DECIMAL(38, 12)) AS delivered,
    prior.value AS prior_bookings,
    others.value AS prior_others,
    booking.value AS booking_value,
    claimed_value.value_low,
    claimed_value.value_high,
    CAST(ceil(claimed_value.value_low / booking.value) AS BIGINT) AS bookings_low,
    CAST(ceil(claimed_value.value_high / booking.value) AS BIGINT) AS bookings_high,
    CAST(
        CAST(largest_mailing.list_size AS DECIMAL(12, 0)) * (1 - CAST(bounce.value AS DECIMAL(8, 6)))
            * CAST(prior.value AS DECIMAL(8, 2)) / CAST(prior.value + others.value AS DECIMAL(8, 2))
        AS DECIMAL(38, 12)
    ) AS bookings_expected
FROM largest_mailing
LEFT JOIN claimed_value
    ON claimed_value.entity = largest_mailing.entity
LEFT JOIN parameter_for AS bounce
    ON bounce.entity = largest_mailing.entity
    AND bounce.name = 'bounce_share'
LEFT JOIN parameter_for AS prior
    ON prior.entity = largest_mailing.entity
    AND prior.name = 'blast_prior_bookings'
LEFT JOIN parameter_for AS others
    ON others.entity = largest_mailing.entity
    AND others.name = 'blast_prior_others'
LEFT JOIN parameter_for AS booking
    ON booking.entity = largest_mailing.entity
    AND booking.name = 'blast_booking_value'
    AND booking.value > 0
