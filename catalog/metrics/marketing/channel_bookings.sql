/*
title = "Bookings of recorded channels"
kind = "flow"
unit = "count"
better = "up"
dimensions = ["channel"]
needs = ["inquiry", "channel_period"]
roles = ["ceo", "cfo", "cmo"]
formula = "inquiries that booked, of the ventures that record what their channels cost"
why = "Cost and bookings must be of the same ventures, or the quotient lies."
source = "marketing.md F14"
*/
SELECT
    inquiry.entity,
    inquiry.at AS date,
    1 AS value,
    coalesce(inquiry.arrived_via, 'unknown') AS channel,
    inquiry.file,
    inquiry.line
FROM inquiry
WHERE inquiry.outcome = 'booked'
    AND EXISTS (
        SELECT 1
        FROM channel_period
        WHERE channel_period.entity = inquiry.entity
    )
