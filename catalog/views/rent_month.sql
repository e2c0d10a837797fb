-- What each lease, and each empty unit at its asking rent, stands for in a month that has begun: its rent, or by its days where it runs for a part of the month.
SELECT
    lease.entity,
    greatest(period_span.start_date, lease.start) AS date,
    lease.status = 'vacant' AS is_vacant,
    round_half_even(
        CAST(
            CAST(lease.rent AS DECIMAL(14, 4))
                * CAST(least(period_span.end_date, lease."end" + 1) - greatest(period_span.start_date, lease.start) AS DECIMAL(4, 0))
                / CAST(period_span.end_date - period_span.start_date AS DECIMAL(4, 0))
            AS DECIMAL(38, 12)
        ),
        2
    ) AS rent,
    lease.commodity,
    lease.file,
    lease.line
FROM lease
INNER JOIN entity
    ON entity.entity = lease.entity
INNER JOIN period_span
    ON period_span.portfolio = entity.portfolio
    AND period_span.kind = 'month'
    AND period_span.end_date > lease.start
    AND period_span.start_date <= lease."end"
