-- Deliveries that are asked for and neither won nor lost.
SELECT
    entity,
    id,
    customer,
    coalesce(stage, 'no stage') AS stage,
    stage_probability,
    date,
    booked_at,
    gross,
    distance_nm,
    commodity,
    file,
    line
FROM job
WHERE kind = 'delivery'
    AND status IN ('quoted', 'tentative')
    AND coalesce(booked_at, date) <= as_of()
