-- Charters served: trips whose day has come, whatever is still unpaid. Tentative and cancelled ones are not.
SELECT
    entity,
    id AS job,
    date,
    customer,
    status,
    coalesce(channel, 'unknown') AS channel,
    gross,
    commodity,
    hours,
    units,
    file,
    line
FROM job
WHERE kind = 'charter'
    AND status IN ('deposit_received', 'paid_in_full', 'completed')
    AND date <= as_of()
