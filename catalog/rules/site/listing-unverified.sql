/*
title = "The listing on maps is not claimed, or nobody has looked at its numbers lately"
severity = "high"
remedy = "Claim the listing, and export its numbers every month."
effort_hours = 0.5
roles = ["cmo"]
needs = ["business_fact"]
references = ["marketing.md section 3"]
constants = ["35"]
*/
WITH exported AS (
    SELECT
        entity,
        max("end") - 1 AS last_date
    FROM channel_period
    WHERE lower(channel) IN ('gbp', 'google business profile', 'google-business-profile', 'google maps')
        AND start <= as_of()
    GROUP BY entity
),
claimed AS (
    SELECT
        entity,
        max(CASE WHEN name = 'gbp_claimed' THEN value END) AS value,
        coalesce(max(CASE WHEN name = 'gbp_claimed' THEN file END), max(file)) AS file,
        max(CASE WHEN name = 'gbp_claimed' THEN line END) AS line
    FROM business_fact
    GROUP BY entity
)
SELECT
    claimed.entity,
    'listing' AS subject,
    CASE
        WHEN claimed.value IS NULL THEN 'needs the fact gbp_claimed'
        WHEN claimed.value <> 'true' THEN 'the facts say that nobody claimed it'
        WHEN exported.last_date IS NULL THEN 'no export of its numbers was read'
        ELSE 'the last export ends ' || CAST(exported.last_date AS TEXT)
    END AS detail,
    CASE
        WHEN claimed.value IS NULL THEN 'unknown'
        WHEN claimed.value <> 'true' THEN 'fail'
        WHEN exported.last_date IS NULL OR as_of() - exported.last_date > 35 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    claimed.file,
    claimed.line
FROM claimed
LEFT JOIN exported
    ON exported.entity = claimed.entity
