/*
title = "Charters ahead, and those that are not paid"
roles = ["ceo", "cfo", "operator"]
models = ["charter"]
needs = ["job"]
columns = [
    { id = "job", title = "Booking" },
    { id = "day", title = "Day", unit = "date" },
    { id = "customer", title = "Customer" },
    { id = "channel", title = "Channel" },
    { id = "state", title = "State" },
    { id = "price", title = "Price", unit = "money", exact = true },
    { id = "open", title = "To be paid", unit = "money", exact = true },
]
*/
-- Served and not paid in full first, the oldest of them first; then the charters ahead, the next first.
SELECT
    entity,
    id AS job,
    date AS day,
    customer,
    channel,
    CASE
        WHEN date <= as_of() THEN 'served, not paid'
        WHEN status = 'tentative' THEN 'not confirmed'
        WHEN status = 'deposit_received' THEN 'deposit received'
        ELSE 'paid in full'
    END AS state,
    gross AS price,
    CASE WHEN status = 'paid_in_full' THEN 0 ELSE gross - coalesce(deposit, 0) END AS open,
    commodity,
    file,
    line
FROM job
WHERE kind IN ('charter', 'event')
    AND (
        (date > as_of() AND status IN ('tentative', 'deposit_received', 'paid_in_full'))
        OR (date <= as_of() AND kind = 'charter' AND status = 'deposit_received')
    )
ORDER BY
    entity,
    CASE WHEN date <= as_of() THEN 0 ELSE 1 END,
    date,
    id
