/*
title = "A platform would add to a month and is not listed on"
severity = "low"
reliability = "medium"
remedy = "List on the platform, and hold slots back for direct bookings."
roles = ["ceo", "cmo"]
models = ["charter"]
needs = ["platform_fee", "capacity"]
parameters = ["direct_demand", "platform_demand_*", "platform_hours_*", "variable_cost_each"]
references = ["marketing.md F7, F9"]
*/
-- Priced for the agenda: what it adds a day by its place in the order, and its hours of set-up.
-- A platform that brought an inquiry in twelve months is listed on.
SELECT
    listing_order.entity,
    listing_order.platform AS subject,
    'place ' || CAST(listing_order.place AS TEXT) || ' in the order of platforms' AS detail,
    CASE WHEN listing_order.gain > 0 AND listed.channel IS NULL THEN 'fail' ELSE 'pass' END AS verdict,
    CAST(listing_order.gain / 30.4375 AS DECIMAL(18, 2)) AS per_day,
    CAST(listing_order.hours AS DECIMAL(9, 2)) AS hours,
    listing_order.commodity,
    listing_order.file,
    listing_order.line
FROM listing_order
LEFT JOIN (
    SELECT DISTINCT
        entity,
        arrived_via AS channel
    FROM inquiry
    WHERE at > as_of() - 365
        AND at <= as_of()
) AS listed
    ON listed.entity = listing_order.entity
    AND listed.channel = listing_order.platform
